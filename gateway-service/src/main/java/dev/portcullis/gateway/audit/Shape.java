// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import org.jspecify.annotations.Nullable;

/// The OCSF 1.8.0 classification of an event: which class, what was done, how it went.
///
/// @param classUid the OCSF class; its first digit is the category
/// @param activity the class's activity
/// @param activityName what was done where the class has no number for it; null otherwise
/// @param severity 1 informational … 4 high
/// @param status 1 success, 2 failure, 0 not known yet
/// @param control what the gateway did about it; null for classes without the profile
record Shape(
        int classUid,
        int activity,
        @Nullable String activityName,
        int severity,
        int status,
        @Nullable Control control) {
    static final int DATASTORE = 6005;
    static final int API = 6003;
    static final int LIFECYCLE = 6002;
    static final int AUTHENTICATION = 3002;

    static final int CONNECT = 3;
    static final int OTHER = 99;
    static final int LOGON = 1;
    static final int START = 3;
    static final int STOP = 4;

    static final Shape HEARTBEAT = new Shape(LIFECYCLE, OTHER, "Heartbeat", 1, 1, null);

    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int UNKNOWN = 0;
    private static final int INFORMATIONAL = 1;
    private static final int MEDIUM = 3;

    /// The two fields of the OCSF profile `security_control`.
    enum Control {
        ALLOWED(1, 1),
        APPROVED(1, 8),
        BLOCKED(2, 2),
        UNAUTHORIZED(2, 26),
        LOGGED(3, 17),
        CORRECTED(4, 11);

        private final int action;
        private final int disposition;

        Control(int action, int disposition) {
            this.action = action;
            this.disposition = disposition;
        }

        int action() {
            return action;
        }

        int disposition() {
            return disposition;
        }
    }

    static Shape datastore(int activity, Control control) {
        return new Shape(DATASTORE, activity, null, INFORMATIONAL, SUCCESS, control);
    }

    static Shape datastoreOther(String name, Control control) {
        return new Shape(DATASTORE, OTHER, name, INFORMATIONAL, SUCCESS, control);
    }

    static Shape api(int activity, Control control) {
        return new Shape(API, activity, null, INFORMATIONAL, SUCCESS, control);
    }

    static Shape apiOther(String name, Control control) {
        return new Shape(API, OTHER, name, INFORMATIONAL, SUCCESS, control);
    }

    static Shape authenticationRefused(Control control) {
        return new Shape(AUTHENTICATION, LOGON, null, MEDIUM, FAILURE, control);
    }

    static Shape lifecycle(int activity) {
        return new Shape(LIFECYCLE, activity, null, INFORMATIONAL, SUCCESS, null);
    }

    static Shape order(String name) {
        return new Shape(API, OTHER, name, MEDIUM, SUCCESS, Control.LOGGED);
    }

    Shape failed() {
        return new Shape(classUid, activity, activityName, MEDIUM, FAILURE, control);
    }

    Shape undecided() {
        return new Shape(classUid, activity, activityName, severity, UNKNOWN, control);
    }

    void writeTo(JsonBuffer out) {
        out.name("category_uid").number(classUid / 1000).name("class_uid").number(classUid);
        out.name("activity_id").number(activity);
        if (activityName != null) {
            out.name("activity_name").text(activityName);
        }
        out.name("type_uid").number(classUid * 100L + activity);
        out.name("severity_id").number(severity).name("status_id").number(status);
        if (control != null) {
            out.name("action_id").number(control.action());
            out.name("disposition_id").number(control.disposition());
        }
    }
}
