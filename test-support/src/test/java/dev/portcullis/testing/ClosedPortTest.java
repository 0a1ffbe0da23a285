// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ClosedPortTest {
    @Test
    void nobodyListensThereAndNobodyCan() throws IOException {
        int number;
        try (ClosedPort port = new ClosedPort()) {
            number = port.number();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port.number()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> listen(port.number())).isInstanceOf(IOException.class);
        }
        try (ServerSocket socket = listen(number)) {
            assertThat(socket.isBound()).as("once it is given back").isTrue();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
