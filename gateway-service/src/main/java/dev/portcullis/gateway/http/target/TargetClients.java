// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget.Protocol;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.tls.TargetTls;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// Clients that speak to one checked address each, follow no redirect and send nothing twice. Two targets never share a
/// connection, even where they share an address. WebSockets have connections of their own, so that open ones leave
/// other requests theirs.
final class TargetClients implements AutoCloseable {
    private static final int REMEMBERED = 500;
    private static final int MAX_CONNECTIONS = 500;
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final int MAX_HEADERS = 64 * 1024;

    private final TargetTls tls = new TargetTls();
    private final Duration connectTimeout;
    private final int maxConnections;
    private final Cache<Key, Client> clients = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofMinutes(10))
            .<Key, Client>evictionListener((_, client, _) -> {
                if (client != null) {
                    client.connections().disposeLater().subscribe();
                }
            })
            .build();

    TargetClients(Duration connectTimeout) {
        this(connectTimeout, MAX_CONNECTIONS);
    }

    /// @param maxConnections how many connections requests to one target may have, WebSockets not counted
    TargetClients(Duration connectTimeout, int maxConnections) {
        this.connectTimeout = connectTimeout;
        this.maxConnections = maxConnections;
    }

    /// The clients for an address. Reads files.
    ///
    /// @param secure whether to speak TLS, with the connection's authorities
    /// @param protocol which version of HTTP to speak; without TLS, it is HTTP/1.1
    Client to(CheckedAddress address, Connection.Tls authorities, boolean secure, Protocol protocol)
            throws DependencyUnavailable {
        try {
            SslContext context = secure ? tls.context(authorities, offered(protocol)) : null;
            InetSocketAddress to = address.socketAddress();
            // The context stands for what is offered as well.
            Key key = new Key(to.getHostString(), to.getAddress().getHostAddress(), to.getPort(), context);
            return clients.get(key, _ -> client(to, context, protocol));
        } catch (SSLException | IllegalArgumentException e) {
            throw new DependencyUnavailable(Dependency.TARGET, "the target's authorities cannot be read", e);
        }
    }

    private static List<String> offered(Protocol protocol) {
        return switch (protocol) {
            case HTTP1 -> List.of();
            case AUTO -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
            case HTTP2 -> List.of(ApplicationProtocolNames.HTTP_2);
        };
    }

    private Client client(InetSocketAddress to, @Nullable SslContext context, Protocol protocol) {
        ConnectionProvider connections = ConnectionProvider.builder("target")
                .maxConnections(maxConnections)
                .pendingAcquireTimeout(connectTimeout)
                .maxIdleTime(IDLE)
                .build();
        return new Client(
                over(connections, to, context, protocol),
                over(ConnectionProvider.newConnection(), to, context, Protocol.HTTP1),
                connections);
    }

    private HttpClient over(
            ConnectionProvider connections, InetSocketAddress to, @Nullable SslContext context, Protocol protocol) {
        HttpClient plain = HttpClient.create(connections)
                .remoteAddress(() -> to)
                .protocol(HttpProtocol.HTTP11)
                .followRedirect(false)
                .disableRetry(true)
                .compress(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MAX_HEADERS));
        if (context == null) {
            return plain;
        }
        HttpClient secure = plain.secure(spec -> spec.sslContext(context).handshakeTimeout(connectTimeout));
        return protocol == Protocol.HTTP1 ? secure : agreeing(secure, protocol);
    }

    private static HttpClient agreeing(HttpClient secure, Protocol protocol) {
        return secure.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .http2Settings(settings -> settings.maxHeaderListSize(MAX_HEADERS)
                        .maxConcurrentStreams(AgreedProtocol.STREAMS)
                        .initialWindowSize(AgreedProtocol.STREAM_WINDOW))
                .doOnChannelInit((_, channel, _) -> channel.pipeline()
                        .addBefore(
                                NettyPipeline.H2OrHttp11Codec,
                                AgreedProtocol.NAME,
                                new AgreedProtocol(protocol == Protocol.HTTP2)));
    }

    @Override
    public void close() {
        clients.asMap().values().forEach(client -> client.connections().dispose());
    }

    private record Key(
            String name, String address, int port, @Nullable SslContext tls) {}

    /// The ways to speak to an address.
    ///
    /// @param requests shares its connections between requests, and has a bound of them
    /// @param sockets opens a connection for each WebSocket, of which sessions bound the number; over HTTP/1.1
    /// @param connections those of requests
    record Client(HttpClient requests, HttpClient sockets, ConnectionProvider connections) {}
}
