// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Tells whether a process does its work by now.
@FunctionalInterface
public interface Readiness {

    /// How long one look may take.
    Duration PATIENCE = Duration.ofSeconds(5);

    /// Whether it does, right now.
    boolean isReady() throws InterruptedException;

    /// Somebody accepts connections on this port of the loopback interface.
    static Readiness listening(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
                return true;
            } catch (IOException _) {
                return false;
            }
        };
    }

    /// The address, which is on the loopback interface, answers `200`. It is asked only once somebody listens: most
    /// looks come before that, and cost a socket instead of an HTTP exchange.
    static Readiness answering(HttpClient http, URI address) {
        Readiness listening = listening(address.getPort());
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(PATIENCE).GET().build();
        return () -> {
            if (!listening.isReady()) {
                return false;
            }
            try {
                return http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException _) {
                return false;
            }
        };
    }
}
