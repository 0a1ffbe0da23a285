// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget.Protocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TargetClientsTest {
    private DisposableServer server;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws("/ws", (in, _) -> in.receive().then())
                        .get("/", (_, response) -> response.status(204).send()))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void webSocketsTakeNoConnectionOfRequests() throws Exception {
        try (TargetClients clients = new TargetClients(Duration.ofSeconds(60), 1)) {
            TargetClients.Client client = to(clients);
            var first = open(client.sockets());
            var second = open(client.sockets());
            assertThat(status(client.requests())).isEqualTo(204);
            assertThat(first.channel().isActive()).isTrue();
            first.dispose();
            second.dispose();
        }
    }

    private TargetClients.Client to(TargetClients clients) throws Exception {
        CheckedAddress address = new CheckedAddress(InetAddress.getLoopbackAddress(), server.port());
        return clients.to(address, new Connection.Tls("", ""), false, Protocol.HTTP1);
    }

    private static reactor.netty.Connection open(HttpClient client) {
        return client.websocket().uri("/ws").connect().block();
    }

    private static Integer status(HttpClient client) {
        return client.get()
                .uri("/")
                .responseSingle((response, _) -> Mono.just(response.status().code()))
                .block();
    }
}
