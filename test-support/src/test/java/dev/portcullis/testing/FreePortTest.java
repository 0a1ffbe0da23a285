// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void findsAPortThatCanBeListenedOnOutsideTheRangeOfOutgoingConnections() throws Exception {
        int port = FreePort.find();
        assertThat(port).isBetween(20_000, 32_000);
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void findsAnotherOneEachTime() {
        assertThat(IntStream.range(0, 2_000).map(_ -> FreePort.find()).boxed()).doesNotHaveDuplicates();
    }
}
