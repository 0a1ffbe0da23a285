// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports nobody asked for by number.
public final class FreePort {

    private FreePort() {}

    /// A port of the loopback interface on which nobody listens. Somebody else may take it at any time.
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
