// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Decodes the body of a server's message; every byte of it is accounted for.
public final class BackendDecoder {
    private static final int OK = 0;
    private static final int CLEARTEXT_PASSWORD = 3;
    private static final int MD5_PASSWORD = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private BackendDecoder() {}

    /// Decodes one message, or says what is wrong with it.
    ///
    /// @param body exactly the frame's body; it is not moved, and the result may hold views of it
    public static BackendMessage decode(byte type, ByteBuffer body) throws WireException {
        BackendType known = BackendType.of(type);
        BodyReader in = new BodyReader(known.name(), body);
        BackendMessage message = switch (known) {
            case DATA_ROW -> new BackendMessage.DataRow(in.readRest());
            case COMMAND_COMPLETE -> new BackendMessage.CommandComplete(in.readServerText());
            case READY_FOR_QUERY -> new BackendMessage.ReadyForQuery(TransactionStatus.of(in.readByte(), in));
            case BIND_COMPLETE -> new BackendMessage.BindComplete();
            case PARSE_COMPLETE -> new BackendMessage.ParseComplete();
            case ROW_DESCRIPTION -> rowDescription(in);
            case PARAMETER_DESCRIPTION -> parameterDescription(in);
            case NO_DATA -> new BackendMessage.NoData();
            case CLOSE_COMPLETE -> new BackendMessage.CloseComplete();
            case PORTAL_SUSPENDED -> new BackendMessage.PortalSuspended();
            case EMPTY_QUERY_RESPONSE -> new BackendMessage.EmptyQueryResponse();
            case ERROR_RESPONSE -> new BackendMessage.ErrorResponse(ReportFields.read(in));
            case NOTICE_RESPONSE -> new BackendMessage.NoticeResponse(ReportFields.read(in));
            case NOTIFICATION_RESPONSE ->
                new BackendMessage.NotificationResponse(in.readInt(), in.readServerText(), in.readServerText());
            case PARAMETER_STATUS -> new BackendMessage.ParameterStatus(in.readServerText(), in.readServerText());
            case BACKEND_KEY_DATA ->
                new BackendMessage.BackendKeyData(new CancelKey(in.readInt(), CancelSecret.of(in.readRest())));
            case AUTHENTICATION -> authentication(in);
            case NEGOTIATE_PROTOCOL_VERSION -> negotiateProtocolVersion(in);
            case COPY_IN_RESPONSE -> new BackendMessage.CopyInResponse(format(in), formats(in));
            case COPY_OUT_RESPONSE -> new BackendMessage.CopyOutResponse(format(in), formats(in));
            case COPY_BOTH_RESPONSE -> new BackendMessage.CopyBothResponse(format(in), formats(in));
            case COPY_DATA -> new BackendMessage.CopyData(in.readRest());
            case COPY_DONE -> new BackendMessage.CopyDone();
            case FUNCTION_CALL_RESPONSE -> new BackendMessage.FunctionCallResponse(in.readRest());
        };
        in.end();
        return message;
    }

    private static BackendMessage authentication(BodyReader in) throws WireException {
        int code = in.readInt();
        return switch (code) {
            case OK -> new BackendMessage.AuthenticationOk();
            case CLEARTEXT_PASSWORD -> new BackendMessage.AuthenticationCleartextPassword();
            case MD5_PASSWORD -> new BackendMessage.AuthenticationMd5Password(in.readInt());
            case SASL -> new BackendMessage.AuthenticationSasl(mechanisms(in));
            case SASL_CONTINUE -> new BackendMessage.AuthenticationSaslContinue(text(in.readRest()));
            case SASL_FINAL -> new BackendMessage.AuthenticationSaslFinal(text(in.readRest()));
            default -> new BackendMessage.AuthenticationOther(code, in.readRest());
        };
    }

    private static List<String> mechanisms(BodyReader in) throws WireException {
        List<String> mechanisms = new ArrayList<>();
        for (String name = in.readServerText(); !name.isEmpty(); name = in.readServerText()) {
            mechanisms.add(name);
        }
        return mechanisms;
    }

    private static BackendMessage rowDescription(BodyReader in) throws WireException {
        int count = in.readCount();
        List<BackendMessage.Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(new BackendMessage.Field(
                    in.readServerText(),
                    in.readInt(),
                    in.readShort(),
                    in.readInt(),
                    in.readShort(),
                    in.readInt(),
                    columnFormat(in)));
        }
        return new BackendMessage.RowDescription(fields);
    }

    private static BackendMessage parameterDescription(BodyReader in) throws WireException {
        int count = in.readCount();
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(in.readInt());
        }
        return new BackendMessage.ParameterDescription(types);
    }

    private static BackendMessage negotiateProtocolVersion(BodyReader in) throws WireException {
        // Servers send the minor version alone or the whole version code; the low half is the minor either way.
        int minor = in.readInt() & 0xffff;
        int count = in.readInt();
        List<String> options = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            options.add(in.readServerText());
        }
        return new BackendMessage.NegotiateProtocolVersion(minor, options);
    }

    private static List<Boolean> formats(BodyReader in) throws WireException {
        int count = in.readCount();
        List<Boolean> formats = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            formats.add(columnFormat(in));
        }
        return formats;
    }

    private static boolean format(BodyReader in) throws WireException {
        return isBinary(in.readByte(), in);
    }

    private static boolean columnFormat(BodyReader in) throws WireException {
        return isBinary(in.readShort(), in);
    }

    private static boolean isBinary(int code, BodyReader in) throws WireException {
        return switch (code) {
            case 0 -> false;
            case 1 -> true;
            default -> throw in.bad("unknown format code");
        };
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
