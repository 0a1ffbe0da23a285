// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.testing.FreePort;
import dev.portcullis.testing.TokenIssuer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// The gateway with none of its dependencies there: it starts, and refuses.
class GatewayStartTest {

    @Test
    void startsAndRefusesWhileNothingElseIsThere(@TempDir Path directory) throws Exception {
        int nobody = FreePort.find();
        try (TokenIssuer issuer = TokenIssuer.start();
                ConfigurableApplicationContext gateway = start(directory, issuer, nobody)) {
            SessionDoor door = gateway.getBean(SessionDoor.class);
            String token =
                    issuer.token("agent-7").groups("agents").roles("agent").sign();

            assertThat(refusal(door, "forged")).isInstanceOf(Refusal.NotAuthenticated.class);
            assertThat(refusal(door, token)).isInstanceOf(Refusal.Unavailable.class);
            assertThat(gateway.getBean(AccessGuard.class)).isNotNull();
        }
    }

    private static Refusal refusal(SessionDoor door, String token) {
        return switch (door.open(new SessionDoor.Knock("postgres", "127.0.0.1", "orders", token))) {
            case SessionDoor.Opening.Opened _ -> throw new AssertionError("nobody said that it may open");
            case SessionDoor.Opening.TurnedAway(var refusal) -> refusal;
        };
    }

    private static ConfigurableApplicationContext start(Path directory, TokenIssuer issuer, int nobody) {
        return SpringApplication.run(
                GatewayApplication.class,
                "--server.port=0",
                "--management.server.port=0",
                "--portcullis.postgres.port=0",
                "--portcullis.audit.directory=" + directory,
                "--portcullis.audit.segment-size=4MB",
                "--portcullis.kafka.bootstrap-servers=localhost:" + nobody,
                "--portcullis.identity.issuer=" + issuer.issuer(),
                "--portcullis.identity.jwk-set-uri=" + issuer.jwkSetUri(),
                "--portcullis.services.token-uri=http://localhost:" + nobody + "/oauth2/token",
                "--portcullis.services.policy=http://localhost:" + nobody,
                "--portcullis.services.approval=http://localhost:" + nobody);
    }
}
