// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports for servers that must be told theirs before they start and keep it over a restart.
public final class FreePort {
    private FreePort() {}

    /// A loopback port nobody listens on at this moment.
    public static int find() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
