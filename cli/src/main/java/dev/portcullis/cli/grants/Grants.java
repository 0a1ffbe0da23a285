// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.grant.AccessGrant;
import java.util.regex.Pattern;

/// Words that several verbs share.
final class Grants {

    static final String PATH = "/api/approvals/v1/grants";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Grants() {}

    /// The path of one grant.
    static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of a grant");
        }
        return PATH + "/" + id;
    }

    /// One line about where a grant stands.
    static String standing(AccessGrant grant) {
        String connection = SafeText.line(grant.connection());
        return switch (grant.state()) {
            case REQUESTED ->
                "Grant " + grant.id() + ": waits for " + SafeText.line(grant.quorum()) + " to open " + connection + ".";
            case ACTIVE -> "Grant " + grant.id() + ": opens " + connection + " until " + grant.endsAt() + ".";
            case ENDED -> "Grant " + grant.id() + ": has ended.";
            case REFUSED -> "Grant " + grant.id() + ": was refused" + reason(grant) + ".";
        };
    }

    private static String reason(AccessGrant grant) {
        return grant.endReason().isEmpty() ? "" : ", " + SafeText.line(grant.endReason());
    }
}
