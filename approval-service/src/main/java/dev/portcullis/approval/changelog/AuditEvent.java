// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.contracts.audit.AuditKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One audit event before it has its place in the chain: an OCSF 1.8 event without sequence and predecessor.
///
/// @param kind what it reports
/// @param at when it happened
/// @param body class, activity and everything else that is particular to the event
/// @param unmapped what OCSF has no place for, as `unmapped.portcullis`
public record AuditEvent(AuditKind kind, Instant at, Map<String, Object> body, Map<String, Object> unmapped) {

    public AuditEvent {
        body = Map.copyOf(body);
        unmapped = Map.copyOf(unmapped);
    }

    Map<String, Object> linked(String uid, String chain, long sequence, String prev, String version) {
        Map<String, Object> portcullis = new LinkedHashMap<>();
        portcullis.put("kind", kind.word());
        portcullis.put("prev", prev);
        portcullis.putAll(unmapped);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put(
                "metadata",
                Map.of(
                        "version",
                        "1.8.0",
                        "uid",
                        uid,
                        "sequence",
                        sequence,
                        "correlation_uid",
                        chain,
                        "log_name",
                        "portcullis.audit",
                        "profiles",
                        List.of("security_control"),
                        "product",
                        Map.of(
                                "name",
                                "Portcullis",
                                "vendor_name",
                                "portcullis.dev",
                                "version",
                                version,
                                "uid",
                                chain)));
        event.put("time", at.toEpochMilli());
        event.putAll(body);
        event.put("unmapped", Map.of("portcullis", portcullis));
        return event;
    }
}
