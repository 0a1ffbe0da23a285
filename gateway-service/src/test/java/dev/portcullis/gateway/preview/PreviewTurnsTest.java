// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.identity.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewTurnsTest {
    private final PreviewTurns turns = new PreviewTurns(2);

    @Test
    void onePersonHasOneTurnAtATime() {
        PreviewTurns.Turn first = turns.take(caller("dana"));
        assertThatThrownBy(() -> turns.take(caller("dana"))).hasMessageContaining("429");
        first.close();
        assertThatCode(() -> turns.take(caller("dana"))).doesNotThrowAnyException();
    }

    @Test
    void thereAreAFewTurnsInAll() {
        PreviewTurns.Turn first = turns.take(caller("dana"));
        turns.take(caller("dora"));
        assertThatThrownBy(() -> turns.take(caller("dirk"))).hasMessageContaining("503");
        first.close();
        assertThatCode(() -> turns.take(caller("dirk"))).doesNotThrowAnyException();
    }

    private static Identity caller(String subject) {
        return new Identity(subject, "http://issuer", "", List.of(), List.of(), List.of(), Map.of(), "", Instant.EPOCH);
    }
}
