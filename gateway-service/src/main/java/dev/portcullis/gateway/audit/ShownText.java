// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.masking.Detectors;
import java.util.regex.Pattern;

/// A command as records show it: as the client sent it, without the credentials that stand in it. Whoever sets a
/// password in a command has told it to the target; whoever reads the log later need not learn it.
final class ShownText {
    /// What replaces a password, a literal itself, so that the command still reads as one.
    private static final String REDACTED = "$1'[redacted]'";

    /// `PASSWORD`, as in `CREATE ROLE` and in the options of a user mapping, and the literal behind it, in any of the
    /// ways that PostgreSQL writes one. One that does not end is taken to the end of the text.
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(?<![\\w$])(PASSWORD(?:\\s++|--[^\\n]*+(?:\\n|\\z)|/\\*(?s:.*?)\\*/)*+)(?:"
                    + "E'[^'\\\\]*+(?:(?:''|(?s:\\\\.))[^'\\\\]*+)*+(?:'|\\z|\\\\\\z)"
                    + "|(?:U&|N)?'[^']*+(?:''[^']*+)*+(?:'|\\z)"
                    + "|(\\$\\w*+\\$)(?s:.*?)(?:\\2|\\z))");

    /// Beyond, a text is cut before it is looked through.
    private static final int MOST = 1 << 20;

    private ShownText() {}

    static String of(String text) {
        return Detectors.secrets()
                .redact(PASSWORD.matcher(Details.head(text, MOST)).replaceAll(REDACTED));
    }
}
