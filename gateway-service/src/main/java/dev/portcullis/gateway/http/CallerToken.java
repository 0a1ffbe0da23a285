// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/// The caller's token, wherever a client that was made for the target puts its key. One caller, one token: two that
/// differ are a confusion, or an attempt at one.
final class CallerToken {
    private static final List<String> KEY_HEADERS = List.of("x-api-key", "api-key");
    private static final String BEARER = "bearer ";

    private CallerToken() {}

    static String of(HttpHeaders headers) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String value : headers.getOrEmpty(HttpHeaders.AUTHORIZATION)) {
            if (!value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                throw refused("send the token as a bearer token");
            }
            tokens.add(value.substring(BEARER.length()).strip());
        }
        KEY_HEADERS.forEach(name -> headers.getOrEmpty(name).forEach(value -> tokens.add(value.strip())));
        if (tokens.size() != 1 || tokens.contains("")) {
            throw refused(tokens.isEmpty() ? "send a token as a bearer token" : "send one token");
        }
        return tokens.iterator().next();
    }

    private static Refused refused(String why) {
        return new Refused(new Refusal.NotAuthenticated(why));
    }
}
