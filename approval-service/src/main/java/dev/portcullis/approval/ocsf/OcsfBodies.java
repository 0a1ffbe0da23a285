// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.ocsf;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The two OCSF 1.8 classes this service reports in: what somebody did here is API Activity (6003), what became of a
/// request is Authorize Session (3003).
public final class OcsfBodies {

    /// What was done to a resource.
    public enum Activity {
        CREATE(1),
        READ(2),
        UPDATE(3),
        DELETE(4);

        private final int id;

        Activity(int id) {
            this.id = id;
        }
    }

    private static final int INFORMATIONAL = 1;
    private static final int MEDIUM = 3;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int ALLOWED = 1;
    private static final int DENIED = 2;
    private static final int BLOCKED = 2;
    private static final int APPROVED = 8;
    private static final int SERVICE_ACCOUNT = 4;

    private OcsfBodies() {}

    /// Somebody used this service.
    ///
    /// @param operation what was called, for example `approvals.vote`
    /// @param type what kind of thing it was done to, for example `approval`
    /// @param ids which ones
    /// @param done whether it happened, or was refused
    public static Map<String, Object> apiActivity(
            Activity activity, String operation, Caller caller, String type, Collection<String> ids, boolean done) {
        Map<String, Object> body = base(6, 6003, activity.id, done);
        body.put("disposition_id", done ? ALLOWED : BLOCKED);
        body.put("actor", Map.of("user", user(caller), "session", session(caller)));
        body.put("src_endpoint", Map.of("ip", caller.address()));
        body.put("api", Map.of("operation", operation, "service", Map.of("name", ServiceSubjects.APPROVAL)));
        body.put(
                "resources",
                ids.stream().map(id -> Map.of("uid", id, "type", type)).toList());
        return body;
    }

    /// A request of an identity was answered.
    ///
    /// @param privilege what it asked for
    /// @param session for which session, or under which grant
    /// @param until how long a yes holds
    public static Map<String, Object> authorizeSession(
            String subject, String issuer, String privilege, String session, Instant until, boolean granted) {
        Map<String, Object> body = base(3, 3003, 1, granted);
        body.put("disposition_id", granted ? APPROVED : BLOCKED);
        body.put("user", Map.of("uid", subject, "domain", issuer));
        body.put("privileges", List.of(privilege));
        body.put("session", Map.of("uid", session, "issuer", issuer, "expiration_time", until.toEpochMilli()));
        return body;
    }

    private static Map<String, Object> base(int category, int classUid, int activity, boolean success) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("category_uid", category);
        body.put("class_uid", classUid);
        body.put("activity_id", activity);
        body.put("type_uid", classUid * 100L + activity);
        body.put("severity_id", success ? INFORMATIONAL : MEDIUM);
        body.put("status_id", success ? SUCCESS : FAILURE);
        body.put("action_id", success ? ALLOWED : DENIED);
        return body;
    }

    private static Map<String, Object> user(Caller caller) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("uid", caller.subject());
        user.put("domain", caller.issuer());
        if (caller.isGateway()) {
            user.put("type_id", SERVICE_ACCOUNT);
        }
        if (!caller.groups().isEmpty()) {
            user.put(
                    "groups",
                    caller.groups().stream()
                            .sorted()
                            .map(group -> Map.of("name", group))
                            .toList());
        }
        return user;
    }

    private static Map<String, Object> session(Caller caller) {
        return caller.tokenId().isEmpty()
                ? Map.of("issuer", caller.issuer())
                : Map.of("issuer", caller.issuer(), "credential_uid", caller.tokenId());
    }
}
