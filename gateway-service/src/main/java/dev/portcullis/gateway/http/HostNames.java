// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Lets connections be reached by a host name of their own, for clients that take a host and no path: what is asked of
/// `{connection}.{domain}` is asked of `/c/{connection}`. On such a name there is nothing else, but for the answers to
/// held requests.
///
/// Everything behind this sees one form of request only.
final class HostNames implements WebFilter, Ordered {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern HELD_COMMAND =
            Pattern.compile(HeldAnswers.PREFIX + "[0-9A-HJKMNP-TV-Z]{26}-\\d{1,18}");

    private final String suffix;
    private final HttpRefusals refusals;

    /// @param domain under which connections have names; empty if they have none
    HostNames(String domain, HttpRefusals refusals) {
        this.suffix = domain.isEmpty() ? "" : "." + domain.toLowerCase(Locale.ROOT);
        this.refusals = refusals;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Optional<String> host = suffix.isEmpty() ? Optional.empty() : host(request);
        if (host.isEmpty()) {
            return chain.filter(exchange);
        }
        String name = host.get();
        String path = String.valueOf(request.getURI().getRawPath());
        if (HELD_COMMAND.matcher(path).matches()) {
            return chain.filter(exchange);
        }
        if (!NAME.matcher(name).matches()) {
            return refusals.write(
                    exchange,
                    null,
                    Refused.notUnderstood("the host name is none of a connection")
                            .refusal());
        }
        return chain.filter(exchange.mutate()
                .request(request.mutate()
                        .uri(below(name, path, request.getURI()))
                        .build())
                .build());
    }

    /// What stands before the domain; empty if the request is for another host. One with several hosts is for the first
    /// that is ours. That decides which connection is meant, and no more: token and policy are asked all the same.
    private Optional<String> host(ServerHttpRequest request) {
        List<String> hosts = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
        return hosts.stream()
                .map(host -> PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst(""))
                .filter(host -> host.endsWith(suffix))
                .map(host -> host.substring(0, host.length() - suffix.length()))
                .findFirst();
    }

    /// Put together from the raw parts, so that nothing in them is decoded or encoded on the way.
    private static URI below(String name, String path, URI asked) {
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        return URI.create(
                asked.getScheme() + "://" + asked.getRawAuthority() + RequestTarget.PREFIX + name + path + query);
    }
}
