// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialEraserTest {
    private static final List<String> SECRETS = List.of("sk-canary-sk-canary-1", "c2stY2FuYXJ5");
    private static final String BODY =
            "a sk-canary-sk-canary-1 b c2stY2FuYXJ5 sk-canary- sk-canary-sk-canary-sk-canary-1 end sk-";
    private static final String ERASED =
            "a ********************* b ************ sk-canary- sk-canary-********************* end sk-";

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesTheSameHoweverTheBodyIsCut(long seed) {
        Random random = new Random(seed);
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        CredentialEraser eraser = new CredentialEraser(SECRETS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int next = Math.min(body.length, at + 1 + random.nextInt(seed == 0 ? 1 : 12));
            out.writeBytes(eraser.feed(Arrays.copyOfRange(body, at, next)));
            at = next;
        }
        out.writeBytes(eraser.end());

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(ERASED);
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 100));
    }

    @Test
    void holdsNothingBackThatIsNoBeginning() {
        CredentialEraser eraser = new CredentialEraser(SECRETS);

        assertThat(eraser.feed("data: hello\n\n".getBytes(StandardCharsets.UTF_8)))
                .hasSize(13);
    }

    @Test
    void worksWithoutASecret() {
        assertThat(CredentialEraser.erased("plain", List.of())).isEqualTo("plain");
        assertThat(CredentialEraser.erased("plain", List.of(""))).isEqualTo("plain");
    }
}
