// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.HttpFacts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSampleTest {

    @Test
    void readsWhatIsSaidAndTakesTheRestForEmpty() {
        HttpFacts plain = HttpSample.facts("GET /v1/files bodyBytes=7");
        assertThat(plain.llm()).isNull();
        assertThat(plain.path()).isEqualTo("/v1/files");
        assertThat(plain.bodyBytes()).isEqualTo(7);

        HttpFacts asked = HttpSample.facts(
                "POST /v1/messages endpoint=messages model=m tools=a,b maxTokens=5 images=true findings=private-key");
        assertThat(asked.findings()).containsExactly("private-key");
        assertThat(asked.llm()).satisfies(llm -> {
            assertThat(llm.tools()).containsExactly("a", "b");
            assertThat(llm.maxTokens()).isEqualTo(5);
            assertThat(llm.images()).isTrue();
            assertThat(llm.files()).isFalse();
            assertThat(llm.roles()).isEqualTo(List.of());
        });
    }

    @Test
    void aBodyMayPassUnread() {
        HttpFacts unread = HttpSample.facts("PUT /files/a unread=true");
        assertThat(unread.unread()).isTrue();
        assertThat(unread.protectedFiles()).isNull();
        assertThat(unread.bodyBytes()).isEqualTo(HttpFacts.UNKNOWN_SIZE);
        assertThat(HttpSample.facts("PUT /files/a unread=true bodyBytes=7").bodyBytes())
                .isEqualTo(7);
        assertThat(HttpSample.facts("PUT /files/a").unread()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | like 'GET",
                "SELECT 1 | like 'GET",
                "GET /x modle=a | no fact 'modle=a'",
                "GET /x model | no fact 'model'",
                "GET /x model=a | say endpoint",
                "GET /x?a=b | query",
                "GET /x bodyBytes=many | bodyBytes is a number",
                "GET /x unread=true findings=pan | nothing is found",
                "GET /x unread=true endpoint=models | nothing is found"
            })
    void refusesWhatItCannotRead(String text, String why) {
        assertThatThrownBy(() -> HttpSample.facts(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
