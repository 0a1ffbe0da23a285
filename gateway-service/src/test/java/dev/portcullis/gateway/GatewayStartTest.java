// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.testing.TokenIssuer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway with none of its dependencies there: it starts, and refuses.
class GatewayStartTest {

    @Test
    void startsAndRefusesWhileNothingElseIsThere(@TempDir Path directory) {
        try (TokenIssuer issuer = TokenIssuer.start();
                RunningGateway gateway = RunningGateway.start(directory, issuer, Map.of())) {
            SessionDoor door = gateway.part(SessionDoor.class);
            String token =
                    issuer.token("agent-7").groups("agents").roles("agent").sign();

            assertThat(refusal(door, "forged")).isInstanceOf(Refusal.NotAuthenticated.class);
            assertThat(refusal(door, token)).isInstanceOf(Refusal.Unavailable.class);
        }
    }

    private static Refusal refusal(SessionDoor door, String token) {
        return switch (door.open(new SessionDoor.Knock("postgres", "127.0.0.1", "orders", token))) {
            case SessionDoor.Opening.Opened _ -> throw new AssertionError("nobody said that it may open");
            case SessionDoor.Opening.TurnedAway(var refusal) -> refusal;
        };
    }
}
