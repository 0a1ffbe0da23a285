// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import java.sql.SQLException;
import java.util.regex.Pattern;

/// What an error of a preview's session means.
final class Trouble {
    private static final Pattern NO_ANSWER = Pattern.compile("08|57P|53");
    private static final Pattern SEVERITY = Pattern.compile("^\\p{L}+: ");
    private static final String OURS = "Portcullis: ";

    private Trouble() {}

    /// The error as its reader understands it.
    ///
    /// @throws PreviewRefused the session is over, or something does not answer: there is nothing to go on with
    static String words(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        if (state.equals("null") || NO_ANSWER.matcher(state).lookingAt()) {
            throw PreviewRefused.unavailable("The target, or what the preview depends on, does not answer now.");
        }
        return SEVERITY.matcher(String.valueOf(error.getMessage())).replaceFirst("");
    }

    /// The refusal that an error is, where nothing can be shown without what was refused.
    static PreviewRefused refusal(SQLException error) {
        String words = words(error);
        return words.startsWith(OURS)
                ? PreviewRefused.notPermitted(words.substring(OURS.length()))
                : PreviewRefused.unavailable("The target does not let anybody look: " + words);
    }

    /// Whether the gateway refused it, and not the target.
    static boolean isOurs(String words) {
        return words.startsWith(OURS);
    }
}
