// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.sql.SqlRefused.Reason;
import java.nio.charset.StandardCharsets;

/// Checks that a command can be handed to the parser exactly as the server will get it.
final class SqlText {

    private SqlText() {}

    static byte[] utf8(String sql, int maxBytes) throws SqlRefused {
        if (sql.length() > maxBytes) {
            throw tooLong(maxBytes);
        }
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == 0) {
                // The parser would stop here, the server would not have got this far.
                throw new SqlRefused(Reason.UNPARSABLE, "a command cannot hold a NUL character", i + 1);
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == sql.length()
                        || !Character.isLowSurrogate(sql.charAt(i + 1))) {
                    throw new SqlRefused(Reason.UNPARSABLE, "a command must be valid Unicode", i + 1);
                }
                i++;
            }
        }
        byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > maxBytes) {
            throw tooLong(maxBytes);
        }
        return utf8;
    }

    private static SqlRefused tooLong(int maxBytes) {
        return new SqlRefused(Reason.TOO_LONG, "a command may be " + maxBytes + " bytes long at most");
    }
}
