// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.identity.ServiceSubjects;
import dev.portcullis.policy.security.Caller;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The audit event of one change: OCSF 1.8, class Entity Management, linked to the event before it
/// (`docs/events/audit.md`).
///
/// @param uid unique for ever
/// @param at when
/// @param kind what it reports
/// @param body the event
record AuditEvent(String uid, Instant at, AuditKind kind, Map<String, Object> body) {

    /// This service's chain. Its head is in the database, so it goes on over restarts.
    static final String CHAIN = ServiceSubjects.POLICY;

    private static final int CATEGORY_IAM = 3;
    private static final int CLASS_ENTITY_MANAGEMENT = 3004;
    private static final int ENTITY_POLICY = 5;
    private static final int ENTITY_OTHER = 99;
    private static final int USER_SERVICE = 4;
    private static final int USER_UNKNOWN = 0;

    static AuditEvent of(Change change, Caller caller, long sequence, long setVersion, String prev) {
        String uid = TimeOrderedIds.at(change.at()).toString();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("metadata", metadata(uid, sequence));
        body.put("time", change.at().toEpochMilli());
        body.put("category_uid", CATEGORY_IAM);
        body.put("class_uid", CLASS_ENTITY_MANAGEMENT);
        body.put("activity_id", change.action().activity());
        body.put("type_uid", CLASS_ENTITY_MANAGEMENT * 100 + change.action().activity());
        body.put("severity_id", 1);
        body.put("status_id", 1);
        body.put("actor", actor(caller));
        if (!caller.address().isEmpty()) {
            body.put("src_endpoint", Map.of("ip", caller.address()));
        }
        body.put("entity", entity(change, change.before()));
        if (change.action() != Change.Action.REMOVED) {
            body.put("entity_result", entity(change, change.after()));
        }
        Map<String, Object> portcullis = new LinkedHashMap<>();
        portcullis.put("kind", change.audit().word());
        portcullis.put("prev", prev);
        portcullis.put("policyVersion", setVersion);
        portcullis.put("documentVersion", change.after());
        if (!change.reason().isEmpty()) {
            portcullis.put("reason", change.reason());
        }
        if (!change.approvedBy().isEmpty()) {
            portcullis.put("approvedBy", change.approvedBy());
        }
        body.put("unmapped", Map.of("portcullis", portcullis));
        return new AuditEvent(uid, change.at(), change.audit(), body);
    }

    Map<String, String> headers() {
        return Map.of(
                AuditHeaders.SPEC_VERSION,
                "1.0",
                AuditHeaders.ID,
                uid,
                AuditHeaders.SOURCE,
                "/portcullis/" + CHAIN,
                AuditHeaders.TYPE,
                "dev.portcullis." + kind.word(),
                AuditHeaders.TIME,
                at.toString(),
                AuditHeaders.SUBJECT,
                CHAIN,
                AuditHeaders.CONTENT_TYPE,
                "application/json");
    }

    private static Map<String, Object> metadata(String uid, long sequence) {
        String built = AuditEvent.class.getPackage().getImplementationVersion();
        Map<String, Object> product = new LinkedHashMap<>();
        product.put("name", "Portcullis");
        product.put("vendor_name", "portcullis.dev");
        product.put("version", built == null ? "development" : built);
        product.put("uid", CHAIN);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("version", "1.8.0");
        metadata.put("uid", uid);
        metadata.put("sequence", sequence);
        metadata.put("correlation_uid", CHAIN);
        metadata.put("log_name", "portcullis.audit");
        metadata.put("product", product);
        return metadata;
    }

    private static Map<String, Object> actor(Caller caller) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("uid", caller.subject());
        user.put("name", caller.subject());
        user.put("type_id", caller.equals(Caller.SERVICE) ? USER_SERVICE : USER_UNKNOWN);
        if (!caller.groups().isEmpty()) {
            List<Map<String, String>> groups =
                    caller.groups().stream().map(group -> Map.of("name", group)).toList();
            user.put("groups", groups);
        }
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("user", user);
        if (!caller.issuer().isEmpty()) {
            Map<String, Object> session = new LinkedHashMap<>();
            session.put("issuer", caller.issuer());
            session.put("credential_uid", caller.tokenId());
            actor.put("session", session);
        }
        return actor;
    }

    private static Map<String, Object> entity(Change change, long version) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("name", change.name());
        entity.put("uid", change.kind() + "/" + change.name());
        entity.put("type_id", change.audit() == AuditKind.POLICY_CHANGED ? ENTITY_POLICY : ENTITY_OTHER);
        entity.put("type", change.kind());
        if (version > 0) {
            entity.put("version", Long.toString(version));
        }
        return entity;
    }
}
