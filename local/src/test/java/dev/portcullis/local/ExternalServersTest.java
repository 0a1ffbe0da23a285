// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.local.process.StartFailed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalServersTest {

    @Test
    void areNoneUnlessTheEnvironmentNamesThem() {
        assertThat(ExternalServers.of(Map.of()).listeners()).isEmpty();
    }

    @Test
    void areTheOnesNamed() {
        ExternalServers external = ExternalServers.of(Map.of(ExternalServers.VARIABLE, "kafka, store"));

        assertThat(external.has(Listener.KAFKA)).isTrue();
        assertThat(external.has(Listener.STORE)).isTrue();
        assertThat(external.has(Listener.ORDERS)).isFalse();
    }

    @Test
    void cannotBeWhatDecides() {
        assertThatThrownBy(() -> ExternalServers.of(Map.of(ExternalServers.VARIABLE, "policy")))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("policy");
    }

    @Test
    void areBelievedByAnAuthorityOfTheirOwn(@org.junit.jupiter.api.io.TempDir Path directory) {
        LocalHome home = new LocalHome(directory);
        ExternalServers external = ExternalServers.of(Map.of(ExternalServers.VARIABLE, "store"));

        assertThat(external.authority(Listener.STORE, home))
                .isEqualTo(home.tls().resolve("store-ca.crt"));
        assertThat(external.authority(Listener.ORDERS, home)).isEqualTo(home.caCertificate());
    }
}
