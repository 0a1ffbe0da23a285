// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/// A typed message of a server. Byte buffers are views of the decoded buffer: valid as long as that one is.
public sealed interface BackendMessage {
    /// Authentication requests share the type byte `R` and differ by a code.
    sealed interface Authentication extends BackendMessage {}

    record AuthenticationOk() implements Authentication {}

    record AuthenticationCleartextPassword() implements Authentication {}

    record AuthenticationMd5Password(int salt) implements Authentication {}

    record AuthenticationSasl(List<String> mechanisms) implements Authentication {
        public AuthenticationSasl {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    record AuthenticationSaslContinue(String message) implements Authentication {}

    record AuthenticationSaslFinal(String message) implements Authentication {}

    /// Kerberos, GSSAPI, SSPI and what is yet to be invented.
    record AuthenticationOther(int code, ByteBuffer rest) implements Authentication {}

    record BackendKeyData(CancelKey key) implements BackendMessage {}

    record ParameterStatus(String name, String value) implements BackendMessage {}

    record ReadyForQuery(TransactionStatus status) implements BackendMessage {}

    record RowDescription(List<Field> fields) implements BackendMessage {
        public RowDescription {
            fields = List.copyOf(fields);
        }
    }

    /// One column of a result.
    ///
    /// @param tableOid 0 if the column is not a table's
    /// @param attributeNumber 0 for a whole row or no column
    record Field(
            String name,
            int tableOid,
            short attributeNumber,
            int typeOid,
            short typeSize,
            int typeModifier,
            boolean binary) {

        /// The same column with its values in the other format, or this one if it has the format already.
        public Field withFormat(boolean asBinary) {
            return asBinary == binary
                    ? this
                    : new Field(name, tableOid, attributeNumber, typeOid, typeSize, typeModifier, asBinary);
        }
    }

    record ParameterDescription(List<Integer> typeOids) implements BackendMessage {
        public ParameterDescription {
            typeOids = List.copyOf(typeOids);
        }
    }

    /// Not decoded further: [DataRowCursor] walks over the columns.
    record DataRow(ByteBuffer body) implements BackendMessage {}

    record CommandComplete(String tag) implements BackendMessage {
        /// The number of rows that the tag names, as in `INSERT 0 5` or `SELECT 5`; empty for `BEGIN`.
        public OptionalLong rows() {
            String last = tag.substring(tag.lastIndexOf(' ') + 1);
            boolean number =
                    !last.isEmpty() && last.length() < 19 && last.chars().allMatch(c -> c >= '0' && c <= '9');
            return number ? OptionalLong.of(Long.parseLong(last)) : OptionalLong.empty();
        }
    }

    record ErrorResponse(ReportFields fields) implements BackendMessage {}

    record NoticeResponse(ReportFields fields) implements BackendMessage {}

    record CopyInResponse(boolean binary, List<Boolean> columnIsBinary) implements BackendMessage {
        public CopyInResponse {
            columnIsBinary = List.copyOf(columnIsBinary);
        }
    }

    record CopyOutResponse(boolean binary, List<Boolean> columnIsBinary) implements BackendMessage {
        public CopyOutResponse {
            columnIsBinary = List.copyOf(columnIsBinary);
        }
    }

    record CopyBothResponse(boolean binary, List<Boolean> columnIsBinary) implements BackendMessage {
        public CopyBothResponse {
            columnIsBinary = List.copyOf(columnIsBinary);
        }
    }

    record CopyData(ByteBuffer bytes) implements BackendMessage {}

    record CopyDone() implements BackendMessage {}

    /// Tells the client what the server does not speak.
    ///
    /// @param minor the newest minor version of major version 3 that the server speaks
    record NegotiateProtocolVersion(int minor, List<String> unknownOptions) implements BackendMessage {
        public NegotiateProtocolVersion {
            unknownOptions = List.copyOf(unknownOptions);
        }
    }

    record NotificationResponse(int processId, String channel, String payload) implements BackendMessage {}

    record FunctionCallResponse(ByteBuffer rest) implements BackendMessage {}

    record ParseComplete() implements BackendMessage {}

    record BindComplete() implements BackendMessage {}

    record CloseComplete() implements BackendMessage {}

    record NoData() implements BackendMessage {}

    record PortalSuspended() implements BackendMessage {}

    record EmptyQueryResponse() implements BackendMessage {}
}
