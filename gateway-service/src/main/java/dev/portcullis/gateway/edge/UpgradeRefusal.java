// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// No service behind the edge speaks another protocol. A request to switch to one would lose its `Upgrade` on the way
/// and arrive as a plain request that nobody meant ([Problems#INVALID]). Connections may carry WebSockets: whether one
/// does is asked once it is known who calls. Comes after host names have been written as paths.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class UpgradeRefusal implements WebFilter {
    private static final String HTTP_2 = "h2c";
    private static final String WEB_SOCKET = "websocket";
    private static final String CONNECTIONS = "/c/";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String upgrade = exchange.getRequest().getHeaders().getFirst(HttpHeaders.UPGRADE);
        // HTTP/2 is offered by clients that are as glad to go on with HTTP/1.1; ignoring that is what RFC 9110 expects.
        if (upgrade != null && !upgrade.equalsIgnoreCase(HTTP_2) && !isForAConnection(exchange, upgrade)) {
            return Mono.error(new ResponseStatusException(HttpStatus.BAD_REQUEST, "No other protocol is spoken here."));
        }
        return chain.filter(exchange);
    }

    private static boolean isForAConnection(ServerWebExchange exchange, String upgrade) {
        return upgrade.equalsIgnoreCase(WEB_SOCKET)
                && exchange.getRequest().getURI().getRawPath().startsWith(CONNECTIONS);
    }
}
