// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.template.CommandTemplate;
import java.util.regex.Pattern;

/// Words that several verbs share.
final class Templates {

    static final String PATH = "/api/approvals/v1/templates";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Templates() {}

    /// The path of one template.
    static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of a template");
        }
        return PATH + "/" + id;
    }

    /// One line about where a template stands.
    static String standing(CommandTemplate template) {
        String connection = SafeText.line(template.connection());
        String start = "Template " + template.id() + ": ";
        return start
                + switch (template.state()) {
                    case PROPOSED -> "waits for " + SafeText.line(template.quorum()) + ".";
                    case ACTIVE ->
                        "holds on " + connection + " until " + template.endsAt() + ", used " + template.uses() + " of "
                                + template.maxUses() + " times.";
                    case ENDED -> "has ended, used " + template.uses() + " times.";
                    case REFUSED -> "was refused" + reason(template) + ".";
                };
    }

    private static String reason(CommandTemplate template) {
        return template.endReason().isEmpty() ? "" : ", " + SafeText.line(template.endReason());
    }
}
