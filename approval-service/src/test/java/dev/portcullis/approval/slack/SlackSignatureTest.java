// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackSignatureTest {

    /// The example of Slack's documentation; made again with Python's hmac module.
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    private static final byte[] BODY = ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                    + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
                    + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
                    + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                    + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
            .getBytes(StandardCharsets.UTF_8);
    private static final long AT = 1_531_420_618L;
    private static final String SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    @Test
    void slacksOwnExampleIsSlacks() {
        assertThat(covers(Long.toString(AT), SIGNATURE, AT)).isTrue();
        assertThat(covers(Long.toString(AT), SIGNATURE, AT + 300)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"301", "-301", "86400"})
    void whatIsOldOrOfTomorrowIsNot(long later) {
        assertThat(covers(Long.toString(AT), SIGNATURE, AT + later)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "1531420618, v0=b2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "1531420618, a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "1531420618, v0=",
                "1531420618, ''",
                "1531420619, v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "'', v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "soon, v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "99999999999999999999, v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            })
    void whatIsForgedIsNot(String timestamp, String signature) {
        assertThat(covers(timestamp, signature, AT)).isFalse();
    }

    @Test
    void anotherBodyOrAnotherSecretIsNot() {
        SlackSignature signature = new SlackSignature(Long.toString(AT), SIGNATURE);
        byte[] other = BODY.clone();
        other[0] ^= 1;

        assertThat(signature.covers(other, SECRET, Instant.ofEpochSecond(AT))).isFalse();
        assertThat(signature.covers(BODY, SECRET + "x", Instant.ofEpochSecond(AT)))
                .isFalse();
    }

    private static boolean covers(String timestamp, String signature, long now) {
        return new SlackSignature(timestamp, signature).covers(BODY, SECRET, Instant.ofEpochSecond(now));
    }
}
