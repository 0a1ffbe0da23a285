// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor.Knock;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// A request as it came in, before anybody looked at its body.
///
/// @param method in upper case
/// @param target where it wants to go
/// @param headers all its headers
/// @param token the caller's token
/// @param clientAddress where it comes from
record Arrival(String method, RequestTarget target, HttpHeaders headers, Secret token, String clientAddress) {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

    static Arrival of(ServerHttpRequest request) {
        String method = request.getMethod().name();
        if (!METHODS.contains(method)) {
            throw new Refused(new Refusal.NotSupported("the method " + printable(method)));
        }
        HttpHeaders headers = request.getHeaders();
        requireOneLength(headers);
        requireOne(headers, HttpHeaders.CONTENT_TYPE);
        requireOne(headers, HttpHeaders.CONTENT_ENCODING);
        return new Arrival(
                method,
                RequestTarget.of(request.getURI()),
                headers,
                new Secret(CallerToken.of(headers)),
                address(request));
    }

    /// The server has framed the body by now; what it had to guess for that is refused all the same.
    private static void requireOneLength(HttpHeaders headers) {
        List<String> lengths = headers.getOrEmpty(HttpHeaders.CONTENT_LENGTH);
        List<String> codings = headers.getOrEmpty(HttpHeaders.TRANSFER_ENCODING);
        boolean plain = lengths.stream().allMatch(length -> length.matches("\\d{1,18}"))
                && codings.stream().allMatch(coding -> coding.equalsIgnoreCase("chunked"));
        if (!plain || lengths.size() + codings.size() > 1) {
            throw Refused.notUnderstood("the length of the body can be read two ways");
        }
    }

    /// With two of them, one would be judged and the other one believed.
    private static void requireOne(HttpHeaders headers, String name) {
        if (headers.getOrEmpty(name).size() > 1) {
            throw Refused.notUnderstood(name + " is here twice");
        }
    }

    Knock knock() {
        return new Knock("http", clientAddress, target.connection(), token.reveal());
    }

    /// Whether the caller would rather come back than wait (RFC 7240).
    boolean prefersAsync() {
        return Preferences.of(headers).respondAsync();
    }

    /// What the caller calls this request, so that sending it again does not do it again; empty for nothing.
    String idempotencyKey() {
        String key = headers.getFirst("Idempotency-Key");
        if (key == null) {
            return "";
        }
        if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
            throw Refused.notUnderstood("Idempotency-Key: up to 128 visible ASCII characters");
        }
        return key;
    }

    /// A header's only value; empty for none.
    String header(String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }

    private static String printable(String method) {
        return method.replaceAll("[^A-Za-z-]", "?");
    }

    private static String address(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? ""
                : remote.getAddress().getHostAddress();
    }

    @Override
    public String toString() {
        return "Arrival[" + method + " " + target.connection() + "]";
    }
}
