// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sees before anything is started that every port is there to be had.
final class PortCheck {

    private PortCheck() {}

    /// The ports to use: those asked for, with a free one in place of each `0`. Those of external servers are theirs.
    ///
    /// @throws StartFailed naming every port that is taken or asked for twice, and how to choose another
    static Ports settle(Ports asked, ExternalServers external) {
        List<String> troubles = new ArrayList<>(duplicates(asked));
        Map<Listener, Integer> settled = new EnumMap<>(Listener.class);
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (Listener listener : Listener.values()) {
                int port = asked.of(listener);
                settled.put(listener, external.has(listener) ? port : tryPort(listener, port, held, troubles));
            }
        } finally {
            held.forEach(PortCheck::release);
        }
        if (!troubles.isEmpty()) {
            throw new StartFailed(String.join("\n", troubles));
        }
        return new Ports(settled);
    }

    private static List<String> duplicates(Ports asked) {
        Map<Integer, Listener> seen = new HashMap<>();
        List<String> troubles = new ArrayList<>();
        for (Listener listener : Listener.values()) {
            int port = asked.of(listener);
            Listener other = port == 0 ? null : seen.putIfAbsent(port, listener);
            if (other != null) {
                troubles.add("Port %d is asked for twice: %s=%d and %s=%d."
                        .formatted(port, other.variable(), port, listener.variable(), port));
            }
        }
        return troubles;
    }

    private static int tryPort(Listener listener, int port, List<ServerSocket> held, List<String> troubles) {
        if (held.stream().anyMatch(socket -> socket.getLocalPort() == port)) {
            return port; // said already, as a duplicate
        }
        try {
            ServerSocket socket = new ServerSocket();
            held.add(socket);
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException _) {
            troubles.add(("Port %d is taken by another program, and %s needs it. Stop that program, or choose another"
                            + " port: %s=%d ./portcullis up")
                    .formatted(port, listener.title(), listener.variable(), port + 1));
            return port;
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it was only held to keep the port
        }
    }
}
