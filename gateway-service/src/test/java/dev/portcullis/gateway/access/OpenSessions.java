// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Sessions as if the door had opened them, for tests outside the access flow.
public final class OpenSessions {
    private OpenSessions() {}

    public static GatewaySession of(String id, String subject, Clock clock) {
        Identity identity = new Identity(
                subject,
                "https://idp.example",
                "",
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                "",
                clock.instant().plus(Duration.ofMinutes(5)));
        return of(id, identity, clock);
    }

    public static GatewaySession of(String id, Identity identity, Clock clock) {
        return of(id, identity, clock, new FakeWorld());
    }

    public static GatewaySession of(String id, Identity identity, Clock clock, AuditLog audit) {
        SessionReference reference = new SessionReference(id, "postgres", "10.0.0.1", clock.instant());
        return new GatewaySession(
                reference, identity, FakeWorld.connection(), audit.open(reference, identity, FakeWorld.connection()));
    }
}
