// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentError;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.InvalidDocumentException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/// Documents as bodies of requests and responses.
public final class DocumentText {

    /// What documents are sent and shown as.
    public static final MediaType YAML = new MediaType("application", "yaml", StandardCharsets.UTF_8);

    private static final int MAX_BYTES = 4 * DocumentReader.MAX_LENGTH;

    private DocumentText() {}

    /// The text a request carries, whatever media type it names.
    ///
    /// @throws InvalidDocumentException when it is too long or not UTF-8
    public static String of(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw invalid("is longer than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            // JSON may be indented by tabs, YAML may not; outside of texts, where JSON has none, they are only space.
            return isJson(request) ? text.replace('\t', ' ') : text;
        } catch (CharacterCodingException e) {
            throw invalid("is not UTF-8");
        }
    }

    /// Whether a client asks for a document's own text rather than for JSON.
    public static boolean isWanted(@Nullable String accept) {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("yaml");
    }

    /// The ETag of a version.
    public static String tag(long version) {
        return "\"" + version + "\"";
    }

    /// Refuses a document that names something else than the URL does.
    ///
    /// @throws InvalidDocumentException when the names differ
    public static void checkName(String path, String inDocument, String inUrl) {
        if (!inDocument.equals(inUrl)) {
            String message = "says '" + inDocument + "' but the URL says '" + inUrl + "'";
            throw new InvalidDocumentException(List.of(new DocumentError(1, 1, path, message, "")));
        }
    }

    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }

    private static InvalidDocumentException invalid(String message) {
        return new InvalidDocumentException(List.of(new DocumentError(1, 1, "", message, "")));
    }
}
