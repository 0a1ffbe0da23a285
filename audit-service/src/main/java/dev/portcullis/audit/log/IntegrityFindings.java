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

    private static final int CLASS = 2004;

    /// As OCSF numbers them: a new one is of high severity, one that is closed informs, and is resolved.
    private enum Activity {
        CREATE(1, 4, 1),
        CLOSE(3, 1, 4);

        private final int number;
        private final int severity;
        private final int status;

        Activity(int number, int severity, int status) {
            this.number = number;
            this.severity = severity;
            this.status = status;
        }
    }

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
        return finding(Activity.CREATE, about(type, title, relatedEvents), unmapped);
    }

    /// That what a finding said is not so any more, yet to be appended.
    public OwnEvent closing(String type, String title, Map<String, Object> unmapped, List<String> relatedEvents) {
        return finding(Activity.CLOSE, about(type, title, relatedEvents), unmapped);
    }

    private Map<String, Object> about(String type, String title, List<String> relatedEvents) {
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
        return about;
    }

    private static OwnEvent finding(Activity activity, Map<String, Object> about, Map<String, Object> unmapped) {
        return new OwnEvent(
                AuditKind.INTEGRITY_FINDING,
                Map.of(
                        "category_uid",
                        2,
                        "class_uid",
                        CLASS,
                        "activity_id",
                        activity.number,
                        "type_uid",
                        CLASS * 100 + activity.number,
                        "severity_id",
                        activity.severity,
                        "status_id",
                        activity.status,
                        "is_alert",
                        activity == Activity.CREATE,
                        "finding_info",
                        about),
                unmapped);
    }

    /// Puts one into the log, in a transaction of its own.
    public void raise(String type, String title, Map<String, Object> unmapped) {
        OwnEvent finding = finding(type, title, unmapped, List.of());
        transaction.executeWithoutResult(_ -> log.append(List.of(), List.of(finding)));
    }
}
