// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.SessionDoor.Knock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewTicketsTest {
    private final PreviewTickets tickets = new PreviewTickets();

    @Test
    void aTicketStandsForItsCallerOnce() {
        String password = tickets.issue("token-of-dana", "10.0.0.7").password();
        assertThat(tickets.knock("postgres", "127.0.0.1", "orders", password))
                .isEqualTo(new Knock("postgres", "10.0.0.7", "orders", "token-of-dana", SessionPurpose.PREVIEW));
        assertThat(tickets.knock("postgres", "127.0.0.1", "orders", password).token())
                .as("a used ticket is a token that no issuer signed")
                .isEqualTo(password);
    }

    @Test
    void aTicketThatWasClosedIsWorthNothing() {
        PreviewTickets.Ticket ticket = tickets.issue("token-of-dana", "10.0.0.7");
        ticket.close();
        assertThat(tickets.knock("postgres", "127.0.0.1", "orders", ticket.password()))
                .isEqualTo(new Knock("postgres", "127.0.0.1", "orders", ticket.password(), SessionPurpose.WORK));
    }

    @Test
    void whoHasATokenComesToWork() {
        assertThat(tickets.knock("postgres", "10.0.0.1", "orders", "a.b.c"))
                .isEqualTo(new Knock("postgres", "10.0.0.1", "orders", "a.b.c", SessionPurpose.WORK));
    }

    @Test
    void noTokenSaysThatItsSessionIsAPreview() {
        Identity claims = identity(Map.of("portcullis_purpose", "preview", "team", "a"));
        assertThat(SessionPurpose.WORK.seen(claims).claims()).isEqualTo(Map.of("team", "a"));
        assertThat(SessionPurpose.PREVIEW.seen(identity(Map.of("team", "a"))).claims())
                .isEqualTo(Map.of("team", "a", "portcullis_purpose", "preview"));
    }

    private static Identity identity(Map<String, String> claims) {
        return new Identity("dana", "http://issuer", "", List.of(), List.of(), List.of(), claims, "", Instant.EPOCH);
    }
}
