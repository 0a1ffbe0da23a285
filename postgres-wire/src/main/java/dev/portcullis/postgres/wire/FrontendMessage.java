// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A typed message of a client. Byte buffers are views of the decoded buffer: valid as long as that one is.
public sealed interface FrontendMessage {
    record Query(String sql) implements FrontendMessage {}

    /// Prepares a statement.
    ///
    /// @param parameterTypes type oids; 0 leaves the choice to the server
    record Parse(String statement, String sql, List<Integer> parameterTypes) implements FrontendMessage {
        public Parse {
            parameterTypes = List.copyOf(parameterTypes);
        }
    }

    /// Makes a portal of a statement and values.
    ///
    /// @param values one per parameter, null for SQL NULL
    record Bind(
            String portal,
            String statement,
            Formats parameterFormats,
            List<@Nullable ByteBuffer> values,
            Formats resultFormats)
            implements FrontendMessage {
        public Bind {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    record Describe(Target target, String name) implements FrontendMessage {}

    /// Runs a portal.
    ///
    /// @param maxRows 0 for all
    record Execute(String portal, int maxRows) implements FrontendMessage {}

    record Close(Target target, String name) implements FrontendMessage {}

    record Sync() implements FrontendMessage {}

    record Flush() implements FrontendMessage {}

    record Terminate() implements FrontendMessage {}

    record CopyData(ByteBuffer bytes) implements FrontendMessage {}

    record CopyDone() implements FrontendMessage {}

    record CopyFail(String reason) implements FrontendMessage {}

    /// Calls a function by its oid: not decoded further, since nothing here ever forwards one.
    record FunctionCall(int functionOid, ByteBuffer rest) implements FrontendMessage {}

    /// Which of PasswordMessage, SASLInitialResponse and SASLResponse this is depends on what was asked.
    record AuthenticationResponse(ByteBuffer body) implements FrontendMessage {
        @Override
        public String toString() {
            return "AuthenticationResponse[<secret>]";
        }
    }

    /// What Describe and Close name.
    enum Target {
        STATEMENT('S'),
        PORTAL('P');

        private final byte code;

        Target(char code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }

        static Target of(byte code, BodyReader body) throws WireException {
            return switch (code) {
                case 'S' -> STATEMENT;
                case 'P' -> PORTAL;
                default -> throw body.bad("neither statement nor portal");
            };
        }
    }
}
