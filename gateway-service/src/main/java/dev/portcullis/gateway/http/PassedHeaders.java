// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/// Which headers pass. To the target only those that are named here or in the connection: who calls, from where, and
/// how
/// the connection is framed is not for callers to say. To the caller all but those that concern the gateway's own
/// relation with the target.
final class PassedHeaders {
    private static final Set<String> USUAL = Set.of(
            "accept",
            "accept-language",
            "content-language",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
            "user-agent");
    private static final Set<String> OPENAI = Set.of("openai-beta");
    private static final Set<String> ANTHROPIC = Set.of("anthropic-version", "anthropic-beta");
    private static final Set<String> COPILOT = Set.of(
            "copilot-vision-request",
            "editor-plugin-version",
            "editor-version",
            "copilot-integration-id",
            "openai-intent",
            "x-github-api-version",
            "x-initiator",
            "x-interaction-id");
    /// What says who has signed a request, and when, for AWS: that is the gateway.
    private static final Set<String> OF_SIGNATURES = Set.of(
            "x-amz-algorithm",
            "x-amz-content-sha256",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-security-token",
            "x-amz-signature",
            "x-amz-signedheaders");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,4096}");

    private static final Set<String> NOT_BACK = Set.of(
            "alt-svc",
            "connection",
            "content-encoding",
            "content-length",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "server",
            "set-cookie",
            "set-cookie2",
            "strict-transport-security",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "www-authenticate",
            "clear-site-data",
            "content-digest",
            "digest",
            "repr-digest",
            "content-md5",
            "accept-ranges",
            "content-range",
            "access-control-allow-origin",
            "access-control-allow-credentials");

    private PassedHeaders() {}

    /// What of the caller's headers goes on, by lower-case name.
    static Map<String, String> toTarget(HttpHeaders headers, HttpTarget target) {
        Set<String> known = switch (target.api()) {
            case GENERIC -> Set.of();
            case OPENAI -> OPENAI;
            case ANTHROPIC -> ANTHROPIC;
            case COPILOT -> COPILOT;
        };
        Collection<String> dropped = namedByConnection(headers);
        Map<String, String> passed = new TreeMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean listed = USUAL.contains(lower)
                    || known.contains(lower)
                    || target.headers().contains(lower);
            if (listed && !dropped.contains(lower) && !OF_SIGNATURES.contains(lower)) {
                passed.put(lower, joined(values));
            }
        });
        return passed;
    }

    /// Headers that the caller declares to be of this hop only (RFC 9110, 7.6.1).
    private static Collection<String> namedByConnection(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                // What the body was judged as goes on with it.
                .filter(name -> !name.equals("content-type"))
                .toList();
    }

    private static String joined(List<String> values) {
        String value = String.join(", ", values);
        if (!VALUE.matcher(value).matches()) {
            throw Refused.notUnderstood("a header is too long, or holds other than visible ASCII characters");
        }
        return value;
    }

    /// Whether a header of the answer goes on to the caller.
    static boolean goesBack(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !NOT_BACK.contains(lower) && !lower.startsWith("proxy-");
    }
}
