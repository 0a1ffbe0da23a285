// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    private static final Ports PORTS = Ports.of(Map.of());

    @Test
    void areTheLocalRunsUnlessTheEnvironmentNamesOthers() throws IOException {
        Endpoints endpoints = Endpoints.of(Map.of(), PORTS);

        assertThat(endpoints.edge()).hasToString("http://127.0.0.1:8080");
        assertThat(endpoints.token()).hasToString("http://127.0.0.1:9000/oauth2/token");
        assertThat(endpoints.overTls()).isFalse();
    }

    @Test
    void areTheOnesTheEnvironmentNames() throws IOException {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://portcullis.example",
                "http://localhost.example:8080",
                "http://127.0.0.1.example",
                "http://localhost@portcullis.example",
                "ftp://localhost",
                "portcullis.example:8080",
                "https://",
                "https:///edge",
                "not an address"
            })
    void neverLeadBeyondThisMachineInClear(String address) {
        for (String variable : new String[] {Endpoints.EDGE_VARIABLE, Endpoints.TOKEN_VARIABLE}) {
            assertThatThrownBy(() -> Endpoints.of(Map.of(variable, address), PORTS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(variable);
        }
    }
}
