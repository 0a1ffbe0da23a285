// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HeldCommandsTest {
    private final FakeClock clock = FakeClock.create();
    private final HeldCommands held = new HeldCommands(
            clock,
            new HttpPlaneProperties(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    10,
                    "",
                    Duration.ofSeconds(15),
                    2,
                    DataSize.ofKilobytes(1),
                    Duration.ofMinutes(15),
                    null));

    @Test
    void keepsWhatWaitsAsLongAsPeopleMayTakeAndAnAnswerForItsAge() {
        HeldCommand waiting = command("a");
        held.keep(waiting, "key");
        clock.advance(Duration.ofHours(24));
        assertThat(held.byId("a")).isSameAs(waiting);
        assertThat(held.sentBefore(waiting.owner(), "key")).isSameAs(waiting);

        waiting.answer().complete(new HeldCommand.Kept.None(new Refusal.Cancelled()));
        clock.advance(Duration.ofMinutes(14));
        assertThat(held.byId("a")).isSameAs(waiting);
        clock.advance(Duration.ofMinutes(2));
        assertThat(held.byId("a")).isNull();
        assertThat(held.sentBefore(waiting.owner(), "key")).isNull();
    }

    @Test
    void refusesMoreThanItKeepsAndThrowsNothingOutForIt() {
        held.keep(command("a"), "");
        held.keep(command("b"), "");

        assertThatThrownBy(() -> held.keep(command("c"), ""))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.refusal()).isEqualTo(new Refusal.TooMany(2)));
        assertThat(held.byId("a")).isNotNull();
        assertThat(held.byId("b")).isNotNull();
    }

    @Test
    void tellsApartWhoActsForTheSamePerson() {
        HeldCommand mine = command("a");
        held.keep(mine, "key");

        assertThat(held.sentBefore(owner("agent-1"), "key")).isSameAs(mine);
        assertThat(held.sentBefore(owner("agent-2"), "key")).isNull();
    }

    private HeldCommand command(String id) {
        return new HeldCommand(id, owner("agent-1"), "digest", "approval", new CompletableFuture<>());
    }

    private HeldCommand.Owner owner(String actor) {
        Identity identity =
                new Identity("dana", "i", "c", List.of(), List.of(), List.of(actor), Map.of(), "t", clock.instant());
        return HeldCommand.Owner.of(identity, "api");
    }
}
