// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Grant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.client.WebsocketClientSpec;
import tools.jackson.databind.json.JsonMapper;

/// The only way from the gateway to an HTTP target.
public final class Targets implements AutoCloseable {
    /// What Copilot wants of every client, unless the caller's says it itself.
    private static final int OK = 200;

    private static final String SUBPROTOCOL = "sec-websocket-protocol";

    private static final Map<String, String> COPILOT = Map.of(
            "editor-version", "portcullis/1.0",
            "copilot-integration-id", "vscode-chat",
            "openai-intent", "conversation-panel",
            "x-github-api-version", "2025-05-01");

    private final Addresses addresses;
    private final TargetClients clients;
    private final Placements placements;

    public Targets(
            Credentials credentials, JsonMapper json, Clock clock, Duration connectTimeout, Duration addressAge) {
        this.addresses = new Addresses(InetAddress::getAllByName, clock, addressAge);
        this.clients = new TargetClients(connectTimeout);
        TokenEndpoint endpoint = new TokenEndpoint(addresses, clients, json);
        this.placements =
                new Placements(credentials, new OAuthTokens(endpoint, json, clock), new CopilotTokens(endpoint), clock);
    }

    /// Looks for the way: credential, token, address, authorities. Blocks.
    ///
    /// @param caller the caller's token, for connections that exchange it
    /// @param request what will be sent that way, and nothing else
    public Route prepare(Connection connection, Secret caller, OutgoingRequest request) throws DependencyUnavailable {
        HttpTarget target = Objects.requireNonNull(connection.http());
        Placement placement = placements.of(connection, caller, request);
        Placement.Base base = placement.base();
        String host = base == null ? connection.host() : base.host();
        int port = base == null ? connection.port() : base.port();
        String name = base == null && !connection.tls().serverName().isEmpty()
                ? connection.tls().serverName()
                : host;
        CheckedAddress address = addresses.of(host, name, port, target.privateAddresses());
        return new Route(
                clients.to(address, connection.tls(), target.tls(), target.protocol()),
                Placements.hostHeader(host, port, target.tls()),
                base == null ? "" : base.path(),
                placement);
    }

    /// Sends one request and hands its answer over as it comes. The grant is used up by it.
    public <T> Flux<T> send(
            Grant grant,
            Route route,
            HttpTarget.Api api,
            OutgoingRequest request,
            BiFunction<? super HttpClientResponse, Flux<byte[]>, ? extends Publisher<T>> answer) {
        return Flux.defer(() -> {
            grant.use();
            return route.requests()
                    .responseTimeout(request.silence())
                    .headers(out -> write(out, route, api, request))
                    .request(HttpMethod.valueOf(request.method()))
                    .uri(route.basePath() + request.path())
                    .send(body(request.body()))
                    // Deferred, so that what the reader throws ends the exchange and gives the connection back.
                    .response((response, content) -> Flux.defer(() -> {
                        if (response.status().code() < OK && response instanceof reactor.netty.Connection line) {
                            // Another answer will follow on this line, and belongs to nobody.
                            line.markPersistent(false);
                        }
                        return answer.apply(response, content.asByteArray());
                    }));
        });
    }

    /// Opens a WebSocket to a target. The grant is used up by it.
    ///
    /// @param largest how many bytes a message may have
    public Mono<SocketLine> open(Grant grant, Route route, OutgoingRequest request, int largest) {
        return Mono.defer(() -> {
            grant.use();
            Map<String, String> headers = new TreeMap<>(request.headers());
            String offered = Objects.requireNonNullElse(headers.remove(SUBPROTOCOL), "");
            OutgoingRequest handshake =
                    new OutgoingRequest(request.method(), request.path(), headers, request.body(), request.silence());
            WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder().maxFramePayloadLength(largest);
            return route.sockets()
                    .headers(out -> write(out, route, HttpTarget.Api.GENERIC, handshake))
                    .websocket(
                            offered.isEmpty()
                                    ? spec.build()
                                    : spec.protocols(offered).build())
                    .uri(route.basePath() + request.path())
                    .connect()
                    .timeout(request.silence())
                    .map(SocketLine::new);
        });
    }

    /// The target did not take the credential.
    public void refused(Route route) {
        placements.refused(route.placement());
    }

    @Override
    public void close() {
        clients.close();
    }

    private static void write(HttpHeaders out, Route route, HttpTarget.Api api, OutgoingRequest request) {
        request.headers().forEach(out::set);
        if (api == HttpTarget.Api.COPILOT) {
            COPILOT.forEach((name, value) -> {
                if (!out.contains(name)) {
                    out.set(name, value);
                }
            });
        }
        out.set("host", route.hostHeader());
        out.set("accept-encoding", "identity");
        long length = request.body().length();
        if (length > 0 || (length == 0 && takesBody(request.method()))) {
            out.set("content-length", length);
        }
        // Last, so that nothing of the caller's can stand in its place.
        route.placement().headers().forEach(out::set);
    }

    private static Publisher<ByteBuf> body(OutgoingRequest.Body body) {
        return switch (body) {
            case OutgoingRequest.Bytes whole ->
                whole.length() == 0 ? Mono.empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(whole.array()));
            case OutgoingRequest.Pieces(var pieces, var _) -> pieces.map(Unpooled::wrappedBuffer);
        };
    }

    private static boolean takesBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
