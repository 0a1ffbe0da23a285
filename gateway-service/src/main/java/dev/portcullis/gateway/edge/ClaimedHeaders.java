// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/// Drops what callers claim about who and where they are, and for what: only the token says who, only the connection
/// says where, and traces are the gateway's own.
@Component
final class ClaimedHeaders implements HttpHeadersFilter {
    private static final List<String> PREFIXES =
            List.of("x-forwarded-", "x-remote-", "x-original-", "x-auth-", "x-authenticated-", "impersonate-");
    private static final Set<String> NAMES = Set.of(
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-rewrite-url",
            "x-http-method-override",
            "x-user",
            "x-username",
            "remote-user",
            "cookie",
            "traceparent",
            "tracestate",
            "baggage");

    @Override
    public HttpHeaders filter(HttpHeaders headers, ServerWebExchange exchange) {
        HttpHeaders kept = new HttpHeaders();
        headers.forEach((name, values) -> {
            if (!isClaimed(name.toLowerCase(Locale.ROOT))) {
                kept.addAll(name, values);
            }
        });
        return kept;
    }

    private static boolean isClaimed(String name) {
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
