// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import dev.portcullis.contracts.Problems;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Words every refusal of the edge as an RFC 9457 problem. What nobody foresaw is a bare 500 with the request's id.
@Component
@Order(-2)
final class EdgeProblems implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler, WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(EdgeProblems.class);
    private static final String RETRY_SECONDS = "5";

    private final JsonMapper json;
    private final AuditLog audit;

    EdgeProblems(JsonMapper json, AuditLog audit) {
        this.json = json;
        this.audit = audit;
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException cause) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        if (cause instanceof OAuth2AuthenticationException) {
            String why = String.valueOf(cause.getMessage());
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            audit.turnedAway("http", address(exchange), "", "", new Refusal.NotAuthenticated(why));
            return write(exchange, HttpStatus.UNAUTHORIZED, Problems.NOT_AUTHENTICATED, why);
        }
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return write(exchange, HttpStatus.UNAUTHORIZED, Problems.NOT_AUTHENTICATED, "Send a token as a bearer token.");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
        return write(exchange, HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, "This is not for callers.");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable cause) {
        if (exchange.getResponse().isCommitted()) {
            // Too late for a word: cutting the connection is the only way left to say that something is missing.
            return Mono.error(cause);
        }
        return switch (cause) {
            case ErrorResponse error -> word(exchange, error);
            case AuthenticationServiceException _ ->
                unavailable(exchange, HttpStatus.SERVICE_UNAVAILABLE, "The token cannot be checked now.");
            case TimeoutException _ ->
                unavailable(exchange, HttpStatus.GATEWAY_TIMEOUT, "The service did not answer in time.");
            case IOException _ ->
                unavailable(exchange, HttpStatus.SERVICE_UNAVAILABLE, "The service does not answer now.");
            default -> unforeseen(exchange, cause);
        };
    }

    private Mono<Void> word(ServerWebExchange exchange, ErrorResponse error) {
        HttpStatusCode status = error.getStatusCode();
        String detail = String.valueOf(error.getBody().getDetail());
        String type = String.valueOf(error.getBody().getType());
        if (type.startsWith(Problems.PREFIX)) {
            // One of ours, worded where it was found.
            return type.equals(Problems.UNAVAILABLE)
                    ? unavailable(exchange, status, detail)
                    : write(exchange, status, type, detail);
        }
        return switch (status.value()) {
            case 404 -> write(exchange, status, Problems.NOT_FOUND, "There is nothing here.");
            case 503 -> unavailable(exchange, status, "The service does not answer now.");
            case 504 -> unavailable(exchange, status, "The service did not answer in time.");
            default ->
                status.is4xxClientError()
                        ? write(exchange, status, Problems.INVALID, detail)
                        : unforeseen(exchange, (Throwable) error);
        };
    }

    private Mono<Void> unavailable(ServerWebExchange exchange, HttpStatusCode status, String detail) {
        exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        return write(exchange, status, Problems.UNAVAILABLE, detail);
    }

    private Mono<Void> unforeseen(ServerWebExchange exchange, Throwable cause) {
        log.atError()
                .setCause(cause)
                .addKeyValue("correlationId", exchange.getRequest().getId())
                .log("request failed");
        return write(exchange, HttpStatus.INTERNAL_SERVER_ERROR, Problems.INTERNAL, "Something failed here.");
    }

    private Mono<Void> write(ServerWebExchange exchange, HttpStatusCode status, String type, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", type);
        problem.put("title", HttpStatus.valueOf(status.value()).getReasonPhrase());
        problem.put("status", status.value());
        problem.put("detail", detail);
        problem.put("correlationId", exchange.getRequest().getId());
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static String address(ServerWebExchange exchange) {
        InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? ""
                : remote.getAddress().getHostAddress();
    }
}
