// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.audit.witness.WitnessProperties.Named;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessPropertiesTest {

    private static final String VKEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

    private static Named at(String url) {
        return new Named("remora.n621.de", URI.create(url), VKEY);
    }

    private static WitnessProperties properties(int quorum, Named... witnesses) {
        return new WitnessProperties(
                List.of(witnesses), quorum, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({
        "https://w.example, https://w.example/add-checkpoint",
        "https://w.example:8443/a/, https://w.example:8443/a/add-checkpoint",
        "http://127.0.0.1:9000/w, http://127.0.0.1:9000/w/add-checkpoint"
    })
    void callsWhatIsWrittenDown(String url, String submission) {
        assertThat(at(url).witness().submission()).hasToString(submission);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://w.example",
                "http://169.254.169.254/",
                "https://me@w.example",
                "https://w.example?x=1",
                "https://w.example#x",
                "file:///etc/passwd",
                "w.example",
                "https:/w"
            })
    void refusesOtherAddresses(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> at(url).witness()).withMessageContaining("https URL");
    }

    @Test
    void refusesAKeyOfAnotherNameAQuorumOfMoreThanThereAreAndTheSameOneTwice() {
        Named other = new Named("other", URI.create("https://w.example"), VKEY);
        assertThatIllegalArgumentException().isThrownBy(other::witness);
        WitnessProperties one = properties(1, at("https://w.example"));
        assertThat(one.policy().quorum()).isEqualTo(1);
        WitnessProperties tooMany = properties(2, at("https://w.example"));
        assertThatIllegalArgumentException().isThrownBy(tooMany::policy);
        WitnessProperties twice = properties(1, at("https://w.example"), at("https://v.example"));
        assertThatIllegalArgumentException().isThrownBy(twice::policy);
    }
}
