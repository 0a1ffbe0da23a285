// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static final Ports PORTS = Ports.of(Map.of());

    @Test
    void areTheLocalRunsUnlessTheEnvironmentNamesOthers() {
        Endpoints endpoints = Endpoints.of(Map.of(), PORTS);

        assertThat(endpoints.edge()).hasToString("http://127.0.0.1:8080");
        assertThat(endpoints.token()).hasToString("http://127.0.0.1:9000/oauth2/token");
        assertThat(endpoints.overTls()).isFalse();
    }

    @Test
    void areTheOnesTheEnvironmentNames() {
        Endpoints endpoints = Endpoints.of(
                Map.of(
                        Endpoints.EDGE_VARIABLE,
                        "https://portcullis.example",
                        Endpoints.TOKEN_VARIABLE,
                        "https://identity.example/token"),
                PORTS);

        assertThat(endpoints.edge()).hasToString("https://portcullis.example");
        assertThat(endpoints.token()).hasToString("https://identity.example/token");
        assertThat(endpoints.overTls()).isTrue();
    }
}
