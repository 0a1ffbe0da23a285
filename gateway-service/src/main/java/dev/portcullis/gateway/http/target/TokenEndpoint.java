// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks an endpoint for a token, over the same guarded way as every request to a target.
final class TokenEndpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int OK = 200;

    private final Addresses addresses;
    private final TargetClients clients;
    private final JsonMapper json;

    TokenEndpoint(Addresses addresses, TargetClients clients, JsonMapper json) {
        this.addresses = addresses;
        this.clients = clients;
        this.json = json;
    }

    /// The answer to a form. Blocks.
    JsonNode post(Connection connection, Map<String, String> headers, Map<String, String> form)
            throws DependencyUnavailable {
        String body = form.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return ask(connection, HttpMethod.POST, headers, body);
    }

    /// The answer to a plain question. Blocks.
    JsonNode get(Connection connection, Map<String, String> headers) throws DependencyUnavailable {
        return ask(connection, HttpMethod.GET, headers, "");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode ask(Connection connection, HttpMethod method, Map<String, String> headers, String form)
            throws DependencyUnavailable {
        HttpTarget target = Objects.requireNonNull(connection.http());
        URI uri = URI.create(target.use().tokenUri());
        boolean secure = uri.getScheme().equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        CheckedAddress address = addresses.of(uri.getHost(), uri.getHost(), port, target.privateAddresses());
        HttpClient http = clients.to(address, connection.tls(), secure, HttpTarget.Protocol.HTTP1)
                .requests();
        try {
            byte[] answer = http.responseTimeout(TIMEOUT)
                    .headers(out -> {
                        out.set("host", Placements.hostHeader(uri.getHost(), port, secure));
                        out.set("accept", "application/json");
                        headers.forEach(out::set);
                        if (!form.isEmpty()) {
                            out.set("content-type", "application/x-www-form-urlencoded");
                        }
                    })
                    .request(method)
                    .uri(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
                    .send(
                            form.isEmpty()
                                    ? Mono.empty()
                                    : Mono.fromSupplier(
                                            () -> Unpooled.wrappedBuffer(form.getBytes(StandardCharsets.UTF_8))))
                    .response((response, content) -> response.status().code() == OK
                            ? limited(content.asByteArray())
                            : Mono.error(new IllegalStateException("the token endpoint answered "
                                    + response.status().code())))
                    .next()
                    .block(TIMEOUT.plusSeconds(1));
            return json.readTree(Objects.requireNonNullElse(answer, new byte[0]));
        } catch (JacksonException _) {
            // What it says of where reading stopped quotes the answer, which may hold a token.
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the token endpoint's answer is no JSON");
        } catch (RuntimeException e) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "no token from the token endpoint", e);
        }
    }

    private static Mono<byte[]> limited(Flux<byte[]> content) {
        return content.collect(ByteArrayOutputStream::new, (all, piece) -> {
                    if (all.size() + piece.length > MAX_ANSWER) {
                        throw new IllegalStateException("the token endpoint's answer is too long");
                    }
                    all.writeBytes(piece);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }
}
