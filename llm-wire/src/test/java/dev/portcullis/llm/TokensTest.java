// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final DetectorSet ALL = Detectors.named(Set.of("secrets", "personal"));

    private final Tokens tokens = new Tokens(ALL);

    @Test
    void hidesEqualValuesBehindEqualTokens() {
        assertThat(tokens.hiding().text("From ada@example.org to bob@example.org, copy to ada@example.org"))
                .isEqualTo("From [redacted-email-1] to [redacted-email-2], copy to [redacted-email-1]");
    }

    @Test
    void restoresWhatTheRequestHidHoweverTheAnswerArrives() {
        tokens.hiding().text("Write to ada@example.org");
        TextMask.Flow flow = tokens.restoring(TextMask.redacting(ALL)).begin();
        var out = new StringBuilder();
        for (char c : "Dear [redacted-email-1], [not a token] [redacted-".toCharArray()) {
            out.append(flow.feed(String.valueOf(c)));
        }
        assertThat(out.append(flow.end())).hasToString("Dear ada@example.org, [not a token] [redacted-");
    }

    @Test
    void restoresWithoutAMaskToo() {
        tokens.hiding().text("Write to ada@example.org");
        TextMask.Flow flow = tokens.restoring(TextMask.none()).begin();
        assertThat(flow.feed("to [redacted-em") + flow.feed("ail-1] now") + flow.end())
                .isEqualTo("to ada@example.org now");
    }

    @Test
    void masksWhatTheModelSaysOfItsOwn() {
        tokens.hiding().text("Write to ada@example.org");
        assertThat(tokens.restoring(TextMask.redacting(ALL)).text("[redacted-email-1] or eve@example.org "))
                .isEqualTo("ada@example.org or [redacted] ");
    }

    @Test
    void givesNothingOfAnotherRequestAway() {
        tokens.hiding().text("Write to ada@example.org");
        TextMask other = new Tokens(ALL).restoring(TextMask.redacting(ALL));
        assertThat(other.text("[redacted-email-1]")).isEqualTo("[redacted-email-1]");
    }

    @Test
    void escapesWhatItRestoresIntoJson() {
        String secret = "password: 'say \\\"hi\\\"'".replace("\\\"", "\"");
        String hidden = tokens.hiding().text(secret);
        assertThat(hidden).isEqualTo("password: '[redacted-password-1]'");
        assertThat(tokens.restoring(TextMask.none()).json("{\"a\":\"[redacted-password-1]\"}"))
                .isEqualTo("{\"a\":\"say \\\"hi\\\"\"}");
    }

    @Test
    void neverChangesATokenAgain() {
        TextMask hiding = tokens.hiding();
        String once = hiding.text("password: hunter22, mail ada@example.org ");
        assertThat(hiding.text(once)).isEqualTo(once);
        assertThat(TextMask.redacting(ALL).text(once)).isEqualTo(once);
    }
}
