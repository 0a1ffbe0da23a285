// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A command as events show it: its text as the client sent it, without credentials, whole up to a bound, else its head
/// with length and digest of the whole.
final class CommandText {
    /// In characters; as JSON none of them takes more than six bytes.
    private static final int MAX = 64 * 1024;

    private static final int UPDATE = 2;
    private static final int QUERY = 4;
    private static final int WRITE = 5;
    private static final int CREATE = 6;
    private static final int DELETE = 7;

    private CommandText() {}

    static void query(JsonBuffer out, String id, String text) {
        out.name("query_info").open();
        out.name("uid")
                .text(id)
                .name("query_string")
                .text(Details.head(text, MAX))
                .close();
    }

    /// Says so when [#query] did not show all of it, with the text's digest where it may have one.
    ///
    /// @param text the command, whole
    /// @param shown what is shown of it
    static void rest(JsonBuffer out, String text, ShownText shown) {
        if (shown.redacted() || text.length() > MAX) {
            byte[] whole = text.getBytes(StandardCharsets.UTF_8);
            out.name("text").open();
            out.name("bytes").number(whole.length);
            if (shown.redacted()) {
                out.name("redacted").bool(true);
            }
            if (shown.takesDigest()) {
                out.name("sha256").text(sha256(whole));
            }
            out.close();
        }
    }

    /// The OCSF activity that says most about a command.
    static int activity(SqlFacts facts) {
        List<SqlStatement> statements = facts.statements();
        if (facts.readOnly() || statements.isEmpty()) {
            return QUERY;
        }
        List<String> kinds = statements.stream()
                .flatMap(statement -> statement.kinds().stream())
                .toList();
        if (containsAny(kinds, "DELETE", "TRUNCATE", "DROP")) {
            return DELETE;
        }
        if (containsAny(kinds, "UPDATE", "ALTER")) {
            return UPDATE;
        }
        if (containsAny(kinds, "INSERT", "MERGE", "COPY")) {
            return WRITE;
        }
        return containsAny(kinds, "CREATE") ? CREATE : QUERY;
    }

    private static boolean containsAny(List<String> kinds, String... wanted) {
        for (String kind : wanted) {
            if (kinds.contains(kind)) {
                return true;
            }
        }
        return false;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
