// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.local.process.StartFailed;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    private static final ExternalServers NONE = ExternalServers.of(Map.of());

    @Test
    void takesAFreePortOfItsOwnForEachZero() {
        Ports settled = PortCheck.settle(allFree(Map.of()), NONE);

        assertThat(settled.numbers())
                .hasSize(Listener.values().length)
                .allSatisfy((_, port) -> assertThat(port).isPositive());
        assertThat(new HashSet<>(settled.numbers().values())).hasSize(Listener.values().length);
    }

    @Test
    void namesATakenPortAndTheVariableThatChoosesAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(
                            () -> PortCheck.settle(allFree(Map.of("PORTCULLIS_EDGE_PORT", String.valueOf(port))), NONE))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("Port " + port + " is taken")
                    .hasMessageContaining("PORTCULLIS_EDGE_PORT=");
        }
    }

    @Test
    void namesEveryTakenPortAtOnce() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports asked = allFree(Map.of(
                    "PORTCULLIS_POSTGRES_PORT", String.valueOf(one.getLocalPort()),
                    "PORTCULLIS_KAFKA_PORT", String.valueOf(other.getLocalPort())));

            assertThatThrownBy(() -> PortCheck.settle(asked, NONE))
                    .hasMessageContaining("PORTCULLIS_POSTGRES_PORT")
                    .hasMessageContaining("PORTCULLIS_KAFKA_PORT");
        }
    }

    @Test
    void refusesOnePortForTwoListeners() {
        Ports free = PortCheck.settle(allFree(Map.of()), NONE);
        String port = String.valueOf(free.of(Listener.EDGE));

        assertThatThrownBy(() -> PortCheck.settle(
                        allFree(Map.of("PORTCULLIS_EDGE_PORT", port, "PORTCULLIS_AUDIT_PORT", port)), NONE))
                .hasMessageContaining("asked for twice")
                .hasMessageContaining("PORTCULLIS_EDGE_PORT")
                .hasMessageContaining("PORTCULLIS_AUDIT_PORT");
    }

    @Test
    void leavesAnExternalServerItsPort() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            Ports asked = allFree(Map.of("PORTCULLIS_KAFKA_PORT", String.valueOf(port)));

            Ports settled = PortCheck.settle(asked, ExternalServers.of(Map.of(ExternalServers.VARIABLE, "kafka")));

            assertThat(settled.of(Listener.KAFKA)).isEqualTo(port);
            assertThatThrownBy(() -> PortCheck.settle(asked, NONE)).hasMessageContaining("PORTCULLIS_KAFKA_PORT");
        }
    }

    private static Ports allFree(Map<String, String> except) {
        Map<String, String> environment = new TreeMap<>();
        for (Listener listener : Listener.values()) {
            environment.put(listener.variable(), "0");
        }
        environment.putAll(except);
        return Ports.of(environment);
    }
}
