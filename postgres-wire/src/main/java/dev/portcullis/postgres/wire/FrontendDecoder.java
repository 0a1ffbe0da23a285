// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes the body of a client's message. Strict: every byte is accounted for, so that encoding the result again
/// gives the same bytes, and neither this reader nor the server behind it can see another message in them.
public final class FrontendDecoder {
    private FrontendDecoder() {}

    /// Decodes one message, or says what is wrong with it.
    ///
    /// @param body exactly the frame's body; it is not moved, and the result may hold views of it
    public static FrontendMessage decode(byte type, ByteBuffer body) throws WireException {
        FrontendType known = FrontendType.of(type);
        BodyReader in = new BodyReader(known.name(), body);
        FrontendMessage message = switch (known) {
            case BIND -> bind(in);
            case EXECUTE -> new FrontendMessage.Execute(in.readText(), rows(in));
            case SYNC -> new FrontendMessage.Sync();
            case PARSE -> parse(in);
            case DESCRIBE -> new FrontendMessage.Describe(target(in), in.readText());
            case QUERY -> new FrontendMessage.Query(in.readText());
            case CLOSE -> new FrontendMessage.Close(target(in), in.readText());
            case FLUSH -> new FrontendMessage.Flush();
            case TERMINATE -> new FrontendMessage.Terminate();
            case COPY_DATA -> new FrontendMessage.CopyData(in.readRest());
            case COPY_DONE -> new FrontendMessage.CopyDone();
            case COPY_FAIL -> new FrontendMessage.CopyFail(in.readText());
            case FUNCTION_CALL -> new FrontendMessage.FunctionCall(in.readInt(), in.readRest());
            case AUTHENTICATION_RESPONSE -> new FrontendMessage.AuthenticationResponse(in.readRest());
        };
        in.end();
        return message;
    }

    /// The password of an [FrontendMessage.AuthenticationResponse] to a password request.
    public static String password(FrontendMessage.AuthenticationResponse response) throws WireException {
        BodyReader in = new BodyReader("PasswordMessage", response.body());
        String password = in.readText();
        in.end();
        return password;
    }

    /// The first answer to AuthenticationSASL.
    public static SaslInitialResponse saslInitialResponse(FrontendMessage.AuthenticationResponse response)
            throws WireException {
        BodyReader in = new BodyReader("SASLInitialResponse", response.body());
        String mechanism = in.readText();
        int length = in.readInt();
        String text = length == -1 ? "" : ascii(in.readBytes(length));
        in.end();
        return new SaslInitialResponse(mechanism, text);
    }

    /// A later answer of a SASL exchange.
    public static String saslResponse(FrontendMessage.AuthenticationResponse response) {
        return ascii(response.body());
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.slice()).toString();
    }

    private static FrontendMessage parse(BodyReader in) throws WireException {
        String statement = in.readText();
        String sql = in.readText();
        int count = in.readCount();
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(in.readInt());
        }
        return new FrontendMessage.Parse(statement, sql, types);
    }

    private static FrontendMessage bind(BodyReader in) throws WireException {
        String portal = in.readText();
        String statement = in.readText();
        Formats parameterFormats = Formats.read(in);
        int count = in.readCount();
        if (!parameterFormats.fits(count)) {
            throw in.bad("number of formats and of parameters differ");
        }
        List<@Nullable ByteBuffer> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.readInt();
            values.add(length == -1 ? null : in.readBytes(length));
        }
        return new FrontendMessage.Bind(portal, statement, parameterFormats, values, Formats.read(in));
    }

    private static int rows(BodyReader in) throws WireException {
        int rows = in.readInt();
        if (rows < 0) {
            throw in.bad("negative row limit");
        }
        return rows;
    }

    private static FrontendMessage.Target target(BodyReader in) throws WireException {
        return FrontendMessage.Target.of(in.readByte(), in);
    }
}
