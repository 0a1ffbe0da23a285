// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What events have in common is made once, and is what it would be if it were made each time.
class RepeatedPartsTest {
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void theSameThingIsEncodedOnce() {
        List<String> thing = List.of("a");
        Encoded<List<String>> encoded = Encoded.byIdentity(this::members);
        assertThat(written(encoded, thing)).isEqualTo("{\"n\":\"[a]\"}");
        assertThat(written(encoded, thing)).isEqualTo("{\"n\":\"[a]\"}");
        assertThat(made).hasValue(1);
    }

    /// Equal is not the same: who compares would have to read all of it.
    @Test
    void anotherThingIsEncodedAnewEvenIfItIsEqual() {
        Encoded<List<String>> encoded = Encoded.byIdentity(this::members);
        written(encoded, List.of("a"));
        written(encoded, List.of("a"));
        assertThat(written(encoded, List.of("b"))).isEqualTo("{\"n\":\"[b]\"}");
        assertThat(made).hasValue(3);
    }

    @Test
    void equalShapesAreEncodedOnceAndOthersApart() {
        Encoded<Shape> encoded = Encoded.byValue((out, shape) -> {
            made.incrementAndGet();
            shape.writeTo(out);
        });
        String done = written(encoded, Shape.datastoreOther("Outcome", Shape.Control.ALLOWED));
        assertThat(written(encoded, Shape.datastoreOther("Outcome", Shape.Control.ALLOWED)))
                .isEqualTo(done);
        assertThat(made).hasValue(1);
        assertThat(written(
                        encoded,
                        Shape.datastoreOther("Outcome", Shape.Control.ALLOWED).failed()))
                .isNotEqualTo(done);
        assertThat(made).hasValue(2);
    }

    @Test
    void textsAreShownAsIfEachWereLookedAt() {
        ShownTexts texts = new ShownTexts();
        List<String> commands = List.of(
                "SELECT 1",
                "ALTER ROLE a PASSWORD 'canary-1'",
                "SELECT 2",
                "ALTER ROLE a PASSWORD 'canary-2'",
                "SELECT 3",
                "SELECT '" + "x".repeat(5_000) + "', 'AKIAIOSFODNN7EXAMPLE'");
        for (int round = 0; round < 3; round++) {
            for (String command : commands) {
                assertThat(texts.of(command)).isEqualTo(ShownText.of(command));
                assertThat(texts.of(command).text()).doesNotContain("canary", "AKIAIOSFODNN7EXAMPLE");
            }
        }
        assertThat(texts.of("SELECT 3")).isSameAs(texts.of("SELECT 3"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 999, 1_000, 1_001, 1_795_889_051_000L, 1_795_889_051_099L, -1, -1_000})
    void momentsAreTextAsAlways(long millis) {
        EventTime time = new EventTime();
        assertThat(time.text(millis)).isEqualTo(Instant.ofEpochMilli(millis).toString());
        assertThat(time.text(millis + 1))
                .isEqualTo(Instant.ofEpochMilli(millis + 1).toString());
        assertThat(time.text(millis + 999))
                .isEqualTo(Instant.ofEpochMilli(millis + 999).toString());
        assertThat(time.text(millis)).isEqualTo(Instant.ofEpochMilli(millis).toString());
    }

    private void members(JsonBuffer out, List<String> thing) {
        made.incrementAndGet();
        out.name("n").text(thing.toString());
    }

    private static <T> String written(Encoded<T> encoded, T thing) {
        JsonBuffer out = new JsonBuffer();
        out.open();
        encoded.writeTo(out, thing);
        out.close();
        return new String(out.copy(), StandardCharsets.UTF_8);
    }
}
