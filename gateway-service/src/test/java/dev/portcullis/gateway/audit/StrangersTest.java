// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.Refusal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrangersTest {
    private final Strangers strangers = new Strangers();

    @TempDir
    Path directory;

    @Test
    void soManyFromOneAddressAreRecordedAndTheOthersCounted() {
        assertThat(recorded("10.0.0.1", 500)).isBetween(Strangers.RECORDED_EACH, 2 * Strangers.RECORDED_EACH);
        assertThat(recorded("10.0.0.2", 1)).as("another address").isEqualTo(1);
        List<Strangers.Unrecorded> told = strangers.drain();
        assertThat(told).hasSize(1).first().satisfies(some -> {
            assertThat(some.address()).isEqualTo("10.0.0.1");
            assertThat(some.count()).isBetween(500L - 2 * Strangers.RECORDED_EACH, 500L - Strangers.RECORDED_EACH);
        });
        assertThat(strangers.drain()).isEmpty();
    }

    @Test
    void soManyInAllAreRecordedWhereverTheyComeFrom() {
        int recorded = 0;
        for (int i = 0; i < 2_000; i++) {
            recorded += recorded("10.0." + i / 256 + "." + i % 256, 1);
        }
        assertThat(recorded).isBetween(Strangers.RECORDED_IN_ALL, 2 * Strangers.RECORDED_IN_ALL);
        List<Strangers.Unrecorded> told = strangers.drain();
        assertThat(told).hasSizeLessThan(150);
        assertThat(told.stream().mapToLong(Strangers.Unrecorded::count).sum()).isEqualTo(2_000L - recorded);
    }

    /// Whoever has a token and is turned away all the same is recorded every time.
    @Test
    void theJournalHoldsTheNumberOfThoseItDoesNotHold() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            for (int i = 0; i < 300; i++) {
                audit.log.turnedAway("postgres", "10.0.0.9", "", "orders", new Refusal.NotAuthenticated("expired"));
                audit.log.turnedAway("postgres", "10.0.0.9", "agent-7", "x", new Refusal.UnknownConnection("x"));
            }
            audit.log.tellOfStrangers();
            List<String> refusals = audit.events("gw-").stream()
                    .map(event -> event.at("/unmapped/portcullis/refusalDetail").asString(""))
                    .filter(detail -> !detail.isEmpty())
                    .toList();
            assertThat(refusals.stream().filter("x"::equals)).hasSize(300);
            assertThat(refusals.stream().filter("expired"::equals)).hasSizeLessThan(2 * Strangers.RECORDED_EACH);
            assertThat(refusals.getLast()).endsWith("more were turned away, and are not recorded one by one");
        }
    }

    private int recorded(String address, int times) {
        int recorded = 0;
        for (int i = 0; i < times; i++) {
            recorded += strangers.isRecorded("http", address) ? 1 : 0;
        }
        return recorded;
    }
}
