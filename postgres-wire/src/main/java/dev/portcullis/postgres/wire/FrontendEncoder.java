// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what a client sends.
public final class FrontendEncoder {
    private FrontendEncoder() {}

    public static void encode(FrontendMessage message, WireWriter out) {
        out.begin(typeOf(message).code());
        switch (message) {
            case FrontendMessage.Query(var sql) -> out.putText(sql);
            case FrontendMessage.Parse parse -> parse(parse, out);
            case FrontendMessage.Bind bind -> bind(bind, out);
            case FrontendMessage.Describe(var target, var name) -> named(target, name, out);
            case FrontendMessage.Close(var target, var name) -> named(target, name, out);
            case FrontendMessage.Execute(var portal, var maxRows) -> {
                out.putText(portal);
                out.putInt(maxRows);
            }
            case FrontendMessage.CopyData(var bytes) -> out.putBytes(bytes);
            case FrontendMessage.CopyFail(var reason) -> out.putText(reason);
            case FrontendMessage.FunctionCall(var oid, var rest) -> {
                out.putInt(oid);
                out.putBytes(rest);
            }
            case FrontendMessage.AuthenticationResponse(var body) -> out.putBytes(body);
            case FrontendMessage.Sync _,
                    FrontendMessage.Flush _,
                    FrontendMessage.Terminate _,
                    FrontendMessage.CopyDone _ -> {}
        }
        out.end();
    }

    public static void password(String password, WireWriter out) {
        out.begin(FrontendType.AUTHENTICATION_RESPONSE.code());
        out.putText(password);
        out.end();
    }

    public static void saslInitialResponse(SaslInitialResponse response, WireWriter out) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(response.message());
        out.begin(FrontendType.AUTHENTICATION_RESPONSE.code());
        out.putText(response.mechanism());
        out.putInt(text.remaining());
        out.putBytes(text);
        out.end();
    }

    public static void saslResponse(String message, WireWriter out) {
        out.begin(FrontendType.AUTHENTICATION_RESPONSE.code());
        out.putBytes(StandardCharsets.UTF_8.encode(message));
        out.end();
    }

    /// The untyped packets of a connection's start.
    public static void encode(StartupPacket packet, WireWriter out) {
        out.beginUntyped();
        switch (packet) {
            case StartupPacket.SslRequest _ -> out.putInt(StartupScanner.SSL_REQUEST);
            case StartupPacket.GssEncryptionRequest _ -> out.putInt(StartupScanner.GSS_ENCRYPTION_REQUEST);
            case StartupPacket.CancelRequest(var key) -> {
                out.putInt(StartupScanner.CANCEL_REQUEST);
                out.putInt(key.processId());
                out.putBytes(key.secret().bytes());
            }
            case StartupPacket.StartupMessage(var version, var parameters) -> startup(version, parameters, out);
        }
        out.end();
    }

    private static void startup(ProtocolVersion version, Map<String, String> parameters, WireWriter out) {
        out.putInt(version.code());
        parameters.forEach((name, value) -> {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("an empty parameter name would end the packet early");
            }
            out.putText(name);
            out.putText(value);
        });
        out.putByte(0);
    }

    private static void parse(FrontendMessage.Parse parse, WireWriter out) {
        out.putText(parse.statement());
        out.putText(parse.sql());
        out.putCount(parse.parameterTypes().size());
        parse.parameterTypes().forEach(out::putInt);
    }

    private static void bind(FrontendMessage.Bind bind, WireWriter out) {
        out.putText(bind.portal());
        out.putText(bind.statement());
        bind.parameterFormats().write(out);
        out.putCount(bind.values().size());
        for (@Nullable ByteBuffer value : bind.values()) {
            if (value == null) {
                out.putInt(-1);
            } else {
                out.putInt(value.remaining());
                out.putBytes(value);
            }
        }
        bind.resultFormats().write(out);
    }

    private static void named(FrontendMessage.Target target, String name, WireWriter out) {
        out.putByte(target.code());
        out.putText(name);
    }

    private static FrontendType typeOf(FrontendMessage message) {
        return switch (message) {
            case FrontendMessage.Bind _ -> FrontendType.BIND;
            case FrontendMessage.Execute _ -> FrontendType.EXECUTE;
            case FrontendMessage.Sync _ -> FrontendType.SYNC;
            case FrontendMessage.Parse _ -> FrontendType.PARSE;
            case FrontendMessage.Describe _ -> FrontendType.DESCRIBE;
            case FrontendMessage.Query _ -> FrontendType.QUERY;
            case FrontendMessage.Close _ -> FrontendType.CLOSE;
            case FrontendMessage.Flush _ -> FrontendType.FLUSH;
            case FrontendMessage.Terminate _ -> FrontendType.TERMINATE;
            case FrontendMessage.CopyData _ -> FrontendType.COPY_DATA;
            case FrontendMessage.CopyDone _ -> FrontendType.COPY_DONE;
            case FrontendMessage.CopyFail _ -> FrontendType.COPY_FAIL;
            case FrontendMessage.FunctionCall _ -> FrontendType.FUNCTION_CALL;
            case FrontendMessage.AuthenticationResponse _ -> FrontendType.AUTHENTICATION_RESPONSE;
        };
    }
}
