// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts;

/// The Kafka topics. A new version of a record's shape is a new topic.
public final class Topics {
    /// One plain OCSF 1.8 event per record, keyed by session id: what a SIEM consumes. Never compacted.
    public static final String AUDIT = "portcullis.audit.v1";

    /// Recording chunks, keyed by session id.
    public static final String RECORDING = "portcullis.recording.v1";

    /// [dev.portcullis.contracts.approval.ApprovalChanged], keyed by approval id.
    public static final String APPROVAL = "portcullis.approval.v1";

    /// [dev.portcullis.contracts.grant.GrantChanged], keyed by grant id.
    public static final String GRANT = "portcullis.grant.v1";

    /// [dev.portcullis.contracts.control.PolicyChanged].
    public static final String POLICY = "portcullis.policy.v1";

    /// [dev.portcullis.contracts.control.ControlMessage], keyed by target.
    public static final String CONTROL = "portcullis.control.v1";

    /// Signed checkpoints of the log, keyed by origin.
    public static final String CHECKPOINT = "portcullis.checkpoint.v1";

    private Topics() {}
}
