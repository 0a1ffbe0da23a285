// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessagesTest {

    private static final String NASTY = "<!channel> & [x](https://evil.example) <at>all</at> :fire:";

    private final JsonMapper json = JsonMapper.shared();

    @Test
    void signaturesAreThoseOfStandardWebhooks() throws Exception {
        // The example of the Standard Webhooks libraries; made again with Python's hmac module.
        byte[] key = WebhookMessage.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(WebhookMessage.signature(
                        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*"})
    void aSecretThatIsNoneSignsNothingAndIsNotQuoted(String secret) {
        assertThatThrownBy(() -> WebhookMessage.key(secret))
                .isInstanceOf(SecretReference.Unresolved.class)
                .hasMessage("the secret is not whsec_ and Base64 of at least 24 bytes");
    }

    @Test
    void nothingInSlackIsAMentionOrALink() {
        JsonNode message = json.valueToTree(SlackMessage.of(notice(NASTY), true));

        assertThat(message.toString()).doesNotContain("<").contains("&lt;!channel&gt; &amp;");
        assertThat(message.path("mrkdwn").asBoolean(true)).isFalse();
        message.findParents("emoji").forEach(text -> {
            assertThat(text.path("type").asString()).isEqualTo("plain_text");
            assertThat(text.path("emoji").asBoolean(true)).isFalse();
        });
        assertThat(message.findValuesAsString("type")).doesNotContain("mrkdwn");
    }

    @Test
    void onTeamsOthersWordsStandWhereMarkdownIsNotRead() {
        JsonNode card = json.valueToTree(TeamsMessage.of(notice(NASTY)))
                .path("attachments")
                .path(0)
                .path("content");

        assertThat(card.findParents("text"))
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.path("type").asString()).isEqualTo("TextRun"));
        assertThat(card.findValue("msteams")).isNull();
        assertThat(card.path("actions").path(0).path("url").asString()).isEqualTo("https://portcullis.example/x");
    }

    @Test
    void textOfOthersBecomesOneShortVisibleLine() {
        assertThat(InertText.of("dana\r\nBcc: all@example.org\u0000", 100)).isEqualTo("dana  Bcc: all@example.org");
        assertThat(InertText.of("a\u202Eb\u2028c\u200Bd\uD800e", 100)).isEqualTo("a b c d e");
        assertThat(InertText.of("😀😀😀", 2)).isEqualTo("😀😀…");
        assertThat(InertText.of("Ünïcode 漢字 is fine", 100)).isEqualTo("Ünïcode 漢字 is fine");
    }

    private static Notice notice(String requester) {
        return new Notice(
                Occasion.ASKED,
                Notice.About.COMMAND,
                "id",
                requester,
                requester,
                List.of(requester),
                "1 of dba",
                Instant.EPOCH,
                "",
                "",
                requester,
                "https://portcullis.example/x",
                Instant.EPOCH);
    }
}
