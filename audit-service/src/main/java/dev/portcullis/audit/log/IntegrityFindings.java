// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.audit.AuditKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// What was found wrong, as OCSF detection findings (class 2004) in the log.
@Component
public final class IntegrityFindings {

    private final EventIds ids;
    private final TransparencyLog log;
    private final TransactionTemplate transaction;

    IntegrityFindings(EventIds ids, TransparencyLog log, TransactionTemplate transaction) {
        this.ids = ids;
        this.log = log;
        this.transaction = transaction;
    }

    /// A finding that is yet to be appended.
    ///
    /// @param type what sort of thing is wrong, in one word for machines
    /// @param title the same for people
    /// @param unmapped particulars
    /// @param relatedEvents ids of the events it is about
    public OwnEvent finding(String type, String title, Map<String, Object> unmapped, List<String> relatedEvents) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("uid", ids.next());
        about.put("title", title);
        about.put("types", List.of("audit-integrity", type));
        about.put("analytic", Map.of("name", type, "type_id", 1));
        if (!relatedEvents.isEmpty()) {
            about.put(
                    "related_events",
                    relatedEvents.stream().map(id -> Map.of("uid", id)).toList());
        }
        return new OwnEvent(
                AuditKind.INTEGRITY_FINDING,
                Map.of(
                        "category_uid", 2,
                        "class_uid", 2004,
                        "activity_id", 1,
                        "type_uid", 200401,
                        "severity_id", 4,
                        "status_id", 1,
                        "is_alert", true,
                        "finding_info", about),
                unmapped);
    }

    /// Puts one into the log, in a transaction of its own.
    public void raise(String type, String title, Map<String, Object> unmapped) {
        OwnEvent finding = finding(type, title, unmapped, List.of());
        transaction.executeWithoutResult(_ -> log.append(List.of(), List.of(finding)));
    }
}
