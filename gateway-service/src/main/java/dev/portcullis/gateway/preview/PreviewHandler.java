// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.identity.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// `POST /api/approvals/v1/approvals/{id}/preview`. It takes no body; its caller is who the edge's own check of
/// the token says.
final class PreviewHandler {
    private static final String BEARER = "Bearer ";

    private final Previews previews;
    private final Scheduler blocking;

    PreviewHandler(Previews previews, Scheduler blocking) {
        this.previews = previews;
        this.blocking = blocking;
    }

    Mono<ServerResponse> preview(ServerRequest request) {
        String id = request.pathVariable("id");
        String token = token(request);
        String address = address(request);
        return request.principal()
                .switchIfEmpty(Mono.error(() -> PreviewRefused.notPermitted("Nobody asks.")))
                .flatMap(principal -> Mono.fromCallable(() -> previews.of(id, identity(principal), token, address))
                        .subscribeOn(blocking))
                .flatMap(preview -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(preview));
    }

    private static Identity identity(Principal principal) {
        if (principal instanceof Authentication caller && caller.getPrincipal() instanceof Identity identity) {
            return identity;
        }
        throw PreviewRefused.notPermitted("A preview is for approvers who act for themselves.");
    }

    private static String token(ServerRequest request) {
        String header = String.valueOf(request.headers().firstHeader(HttpHeaders.AUTHORIZATION));
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw PreviewRefused.notPermitted("Send a token as a bearer token.");
        }
        return header.substring(BEARER.length()).strip();
    }

    private static String address(ServerRequest request) {
        return request.remoteAddress()
                .map(InetSocketAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("");
    }
}
