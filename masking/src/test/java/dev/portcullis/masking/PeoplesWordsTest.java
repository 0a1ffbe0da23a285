// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeoplesWordsTest {

    @Test
    void keepsWhatPeopleSayWithoutSecrets() {
        assertThat(PeoplesWords.kept("ticket 17: Ada asked for it")).isEqualTo("ticket 17: Ada asked for it");
        assertThat(PeoplesWords.kept("")).isEmpty();
        assertThat(PeoplesWords.kept("it runs with AKIAIOSFODNN7EXAMPLE and password=canary-82"))
                .startsWith("it runs with ")
                .contains("password=")
                .doesNotContain("AKIA", "canary");
    }
}
