// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class PreferencesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "respond-async|true|0",
                "Respond-Async , wait=5|true|5",
                "wait=20|false|20",
                "wait=99999|false|30",
                "return=minimal, wait=0|false|0"
            })
    void takesWhatIsUnderstood(String header, boolean async, long wait) {
        assertThat(of(header)).isEqualTo(new Preferences(async, Duration.ofSeconds(wait)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "respond-async=no", "wait", "wait=", "wait=-1", "wait=1e9", "wait=1234567890", "await=3"})
    void passesOverTheRest(String header) {
        assertThat(of(header)).isEqualTo(new Preferences(false, Duration.ZERO));
    }

    @Test
    void readsHeadersThatAreHereTwice() {
        assertThat(of("wait=3", "respond-async")).isEqualTo(new Preferences(true, Duration.ofSeconds(3)));
        assertThat(of()).isEqualTo(new Preferences(false, Duration.ZERO));
    }

    private static Preferences of(String... values) {
        HttpHeaders headers = new HttpHeaders();
        for (String value : values) {
            headers.add("Prefer", value);
        }
        return Preferences.of(headers);
    }
}
