// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.HttpTarget.Limits;
import dev.portcullis.contracts.connection.HttpTarget.Uploads;
import dev.portcullis.gateway.access.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/// A body in pieces, held to what is said of it.
class UploadTest {
    private static final int LARGEST = 10;

    @Test
    void passesWhatIsAsLongAsItSays() {
        assertThat(passed(upload(6, "abc", "def"))).containsExactly(3, 3);
        assertThat(passed(upload(-1, "abc", "defg", "hij"))).containsExactly(3, 4, 3);
    }

    @Test
    void breaksOffBeforeThePieceThatIsTooMuch() {
        Upload longer = upload(5, "abc", "def", "ghi");
        assertThat(passed(longer)).containsExactly(3);
        assertThat(longer.broken()).isNotNull();
        assertThat(longer.broken().refusal()).isInstanceOf(Refusal.NotUnderstood.class);
        assertThat(longer.passed().bytes()).isEqualTo(3);
        assertThat(longer.passed().sha256()).isEmpty();

        Upload larger = upload(-1, "abcdef", "ghijk");
        assertThat(passed(larger)).containsExactly(6);
        assertThat(larger.broken()).isNotNull();
        assertThat(larger.broken().refusal()).isEqualTo(new Refusal.TooLarge(LARGEST));
    }

    @Test
    void breaksOffWhatIsShorterThanItSays() {
        Upload shorter = upload(7, "abc", "def");
        assertThat(passed(shorter)).containsExactly(3, 3);
        assertThat(shorter.broken()).isNotNull();
        assertThat(shorter.broken().refusal()).isInstanceOf(Refusal.NotUnderstood.class);
        assertThat(shorter.passed().sha256()).isEmpty();
    }

    private static Upload upload(long declared, String... pieces) {
        return new Upload(
                Flux.just(pieces).map(piece -> piece.getBytes(StandardCharsets.US_ASCII)),
                declared,
                new Limits(1, 1, 60, 60, 1, new Uploads(LARGEST, 60, 1)));
    }

    /// How long each piece is that goes on.
    private static List<Integer> passed(Upload upload) {
        List<Integer> lengths = new ArrayList<>();
        upload.passing()
                .doOnNext(piece -> lengths.add(piece.length))
                .onErrorComplete(Refused.class)
                .blockLast();
        return lengths;
    }
}
