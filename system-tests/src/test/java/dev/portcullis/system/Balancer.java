// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One address for several services: each connection goes to the next of them that takes it, and stays
/// there. Knows nothing of what goes over it, as a Service of Kubernetes.
final class Balancer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> ports;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, AtomicInteger> taken = new ConcurrentHashMap<>();

    Balancer(List<Integer> ports) throws IOException {
        this.ports = List.copyOf(ports);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ports.forEach(port -> taken.put(port, new AtomicInteger()));
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// How many connections went to the service at a port.
    int taken(int port) {
        return taken.get(port).get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (int tried = 0; tried < ports.size(); tried++) {
                int port = ports.get(Math.floorMod(next.getAndIncrement(), ports.size()));
                try (Socket service = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    taken.get(port).incrementAndGet();
                    join(client, service);
                    return;
                } catch (java.net.ConnectException e) {
                    // The next one, then.
                }
            }
        } catch (IOException e) {
            // One of the two is gone; so is the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Socket client, Socket service) throws InterruptedException {
        Thread back = Thread.ofVirtual().start(() -> pump(service, client));
        pump(client, service);
        back.join();
    }

    /// Until one of them ends it, which ends both.
    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // As above.
        }
    }
}
