// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    @Test
    void areTheDocumentedOnesUnlessAskedOtherwise() {
        Ports ports = Ports.of(Map.of("PORTCULLIS_EDGE_PORT", "18080", "PORTCULLIS_AUDIT_PORT", " "));

        assertThat(ports.of(Listener.EDGE)).isEqualTo(18080);
        assertThat(ports.of(Listener.POSTGRES)).isEqualTo(15432);
        assertThat(ports.of(Listener.POLICY)).isEqualTo(8081);
        assertThat(ports.of(Listener.APPROVAL)).isEqualTo(8082);
        assertThat(ports.of(Listener.AUDIT)).isEqualTo(8083);
        assertThat(ports.of(Listener.IDENTITY)).isEqualTo(9000);
        assertThat(ports.issuer()).isEqualTo("http://localhost:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "-1", "65536", "80.5", "99999999999", "0x50"})
    void refuseWhatIsNoPortAndNameTheVariable(String value) {
        assertThatThrownBy(() -> Ports.of(Map.of("PORTCULLIS_KAFKA_PORT", value)))
                .isInstanceOf(Ports.UnusablePort.class)
                .hasMessageContaining("PORTCULLIS_KAFKA_PORT")
                .hasMessageContaining("'" + value + "'");
    }

    @Test
    void areFoundAgainByTheOtherVerbs(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ports.properties");
        Ports written = Ports.of(Map.of("PORTCULLIS_EDGE_PORT", "18080", "PORTCULLIS_KAFKA_CONTROLLER_PORT", "7"));

        written.write(file);

        assertThat(Ports.read(file, Map.of("PORTCULLIS_EDGE_PORT", "1"))).isEqualTo(written);
    }

    @Test
    void comeFromTheEnvironmentWhileNothingWasEverStarted(@TempDir Path directory) throws Exception {
        assertThat(Ports.read(directory.resolve("none"), Map.of("PORTCULLIS_EDGE_PORT", "1"))
                        .of(Listener.EDGE))
                .isEqualTo(1);
    }
}
