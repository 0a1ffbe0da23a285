// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

/// What an audit event reports, as `unmapped.portcullis.kind` and as the tail of `ce_type` say it.
public enum AuditKind {
    GATEWAY_STARTED("gateway.started"),
    GATEWAY_STOPPED("gateway.stopped"),
    GATEWAY_HEARTBEAT("gateway.heartbeat"),
    AUTHENTICATION_REFUSED("authentication.refused"),
    SESSION_STARTED("session.started"),
    SESSION_REFUSED("session.refused"),
    SESSION_ENDED("session.ended"),
    TARGET_CONNECTED("target.connected"),
    TARGET_OBSERVED("target.observed"),
    COMMAND_INTENT("command.intent"),
    COMMAND_OUTCOME("command.outcome"),
    COMMAND_REFUSED("command.refused"),
    COMMAND_HELD("command.held"),
    APPROVAL_REQUESTED("approval.requested"),
    APPROVAL_VOTED("approval.voted"),
    APPROVAL_ENDED("approval.ended"),
    APPROVAL_CONSUMED("approval.consumed"),
    APPROVAL_ESCALATED("approval.escalated"),
    DELEGATION_CHANGED("delegation.changed"),
    GRANT_REQUESTED("grant.requested"),
    GRANT_CHANGED("grant.changed"),
    GRANT_REVIEWED("grant.reviewed"),
    KEY_ISSUED("key.issued"),
    KEY_ENDED("key.ended"),
    TEMPLATE_PROPOSED("template.proposed"),
    TEMPLATE_CHANGED("template.changed"),
    TEMPLATE_USED("template.used"),
    NOTIFICATION_RESENT("notification.resent"),
    POLICY_CHANGED("policy.changed"),
    CONNECTION_CHANGED("connection.changed"),
    CLASSIFICATION_CHANGED("classification.changed"),
    SESSION_KILLED("session.killed"),
    RECORD_READ("record.read"),
    ERASURE_ASKED("erasure.asked"),
    RECORDING_ERASED("recording.erased"),
    HOLD_SET("hold.set"),
    HOLD_LIFTED("hold.lifted"),
    LOG_KEY_ANNOUNCED("log.key.announced"),
    RETENTION_APPLIED("retention.applied"),
    INTEGRITY_FINDING("integrity.finding");

    private final String word;

    AuditKind(String word) {
        this.word = word;
    }

    /// The word on the wire.
    public String word() {
        return word;
    }
}
