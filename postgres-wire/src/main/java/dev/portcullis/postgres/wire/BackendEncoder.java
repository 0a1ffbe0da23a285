// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes what a server sends.
public final class BackendEncoder {
    private BackendEncoder() {}

    public static void encode(BackendMessage message, WireWriter out) {
        out.begin(typeOf(message).code());
        switch (message) {
            case BackendMessage.Authentication authentication -> authentication(authentication, out);
            case BackendMessage.DataRow(var body) -> out.putBytes(body);
            case BackendMessage.CommandComplete(var tag) -> out.putText(tag);
            case BackendMessage.ReadyForQuery(var status) -> out.putByte(status.code());
            case BackendMessage.RowDescription(var fields) -> fields(fields, out);
            case BackendMessage.ParameterDescription(var types) -> {
                out.putCount(types.size());
                types.forEach(out::putInt);
            }
            case BackendMessage.ErrorResponse(var fields) -> fields.write(out);
            case BackendMessage.NoticeResponse(var fields) -> fields.write(out);
            case BackendMessage.NotificationResponse(var processId, var channel, var payload) -> {
                out.putInt(processId);
                out.putText(channel);
                out.putText(payload);
            }
            case BackendMessage.ParameterStatus(var name, var value) -> {
                out.putText(name);
                out.putText(value);
            }
            case BackendMessage.BackendKeyData(var key) -> {
                out.putInt(key.processId());
                out.putBytes(key.secret().bytes());
            }
            case BackendMessage.NegotiateProtocolVersion(var minor, var options) -> {
                out.putInt(new ProtocolVersion(3, minor).code());
                out.putInt(options.size());
                options.forEach(out::putText);
            }
            case BackendMessage.CopyInResponse(var binary, var columns) -> copy(binary, columns, out);
            case BackendMessage.CopyOutResponse(var binary, var columns) -> copy(binary, columns, out);
            case BackendMessage.CopyBothResponse(var binary, var columns) -> copy(binary, columns, out);
            case BackendMessage.CopyData(var bytes) -> out.putBytes(bytes);
            case BackendMessage.FunctionCallResponse(var rest) -> out.putBytes(rest);
            case BackendMessage.ParseComplete _,
                    BackendMessage.BindComplete _,
                    BackendMessage.CloseComplete _,
                    BackendMessage.NoData _,
                    BackendMessage.PortalSuspended _,
                    BackendMessage.EmptyQueryResponse _,
                    BackendMessage.CopyDone _ -> {}
        }
        out.end();
    }

    private static void authentication(BackendMessage.Authentication message, WireWriter out) {
        switch (message) {
            case BackendMessage.AuthenticationOk _ -> out.putInt(0);
            case BackendMessage.AuthenticationCleartextPassword _ -> out.putInt(3);
            case BackendMessage.AuthenticationMd5Password(var salt) -> {
                out.putInt(5);
                out.putInt(salt);
            }
            case BackendMessage.AuthenticationSasl(var mechanisms) -> {
                out.putInt(10);
                mechanisms.forEach(out::putText);
                out.putByte(0);
            }
            case BackendMessage.AuthenticationSaslContinue(var text) -> {
                out.putInt(11);
                out.putBytes(StandardCharsets.UTF_8.encode(text));
            }
            case BackendMessage.AuthenticationSaslFinal(var text) -> {
                out.putInt(12);
                out.putBytes(StandardCharsets.UTF_8.encode(text));
            }
            case BackendMessage.AuthenticationOther(var code, ByteBuffer rest) -> {
                out.putInt(code);
                out.putBytes(rest);
            }
        }
    }

    private static void fields(List<BackendMessage.Field> fields, WireWriter out) {
        out.putCount(fields.size());
        for (BackendMessage.Field field : fields) {
            out.putText(field.name());
            out.putInt(field.tableOid());
            out.putShort(field.attributeNumber());
            out.putInt(field.typeOid());
            out.putShort(field.typeSize());
            out.putInt(field.typeModifier());
            out.putShort(field.binary() ? 1 : 0);
        }
    }

    private static void copy(boolean binary, List<Boolean> columns, WireWriter out) {
        out.putByte(binary ? 1 : 0);
        out.putCount(columns.size());
        for (boolean column : columns) {
            out.putShort(column ? 1 : 0);
        }
    }

    private static BackendType typeOf(BackendMessage message) {
        return switch (message) {
            case BackendMessage.Authentication _ -> BackendType.AUTHENTICATION;
            case BackendMessage.DataRow _ -> BackendType.DATA_ROW;
            case BackendMessage.CommandComplete _ -> BackendType.COMMAND_COMPLETE;
            case BackendMessage.ReadyForQuery _ -> BackendType.READY_FOR_QUERY;
            case BackendMessage.BindComplete _ -> BackendType.BIND_COMPLETE;
            case BackendMessage.ParseComplete _ -> BackendType.PARSE_COMPLETE;
            case BackendMessage.RowDescription _ -> BackendType.ROW_DESCRIPTION;
            case BackendMessage.ParameterDescription _ -> BackendType.PARAMETER_DESCRIPTION;
            case BackendMessage.NoData _ -> BackendType.NO_DATA;
            case BackendMessage.CloseComplete _ -> BackendType.CLOSE_COMPLETE;
            case BackendMessage.PortalSuspended _ -> BackendType.PORTAL_SUSPENDED;
            case BackendMessage.EmptyQueryResponse _ -> BackendType.EMPTY_QUERY_RESPONSE;
            case BackendMessage.ErrorResponse _ -> BackendType.ERROR_RESPONSE;
            case BackendMessage.NoticeResponse _ -> BackendType.NOTICE_RESPONSE;
            case BackendMessage.NotificationResponse _ -> BackendType.NOTIFICATION_RESPONSE;
            case BackendMessage.ParameterStatus _ -> BackendType.PARAMETER_STATUS;
            case BackendMessage.BackendKeyData _ -> BackendType.BACKEND_KEY_DATA;
            case BackendMessage.NegotiateProtocolVersion _ -> BackendType.NEGOTIATE_PROTOCOL_VERSION;
            case BackendMessage.CopyInResponse _ -> BackendType.COPY_IN_RESPONSE;
            case BackendMessage.CopyOutResponse _ -> BackendType.COPY_OUT_RESPONSE;
            case BackendMessage.CopyBothResponse _ -> BackendType.COPY_BOTH_RESPONSE;
            case BackendMessage.CopyData _ -> BackendType.COPY_DATA;
            case BackendMessage.CopyDone _ -> BackendType.COPY_DONE;
            case BackendMessage.FunctionCallResponse _ -> BackendType.FUNCTION_CALL_RESPONSE;
        };
    }
}
