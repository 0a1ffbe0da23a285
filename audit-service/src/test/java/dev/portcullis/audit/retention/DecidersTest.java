// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.audit.web.InvalidException;
import org.junit.jupiter.api.Test;

class DecidersTest {

    @Test
    void keepsAReasonWithoutTheSecretsInIt() {
        assertThat(Deciders.reason("  request 7 ")).isEqualTo("request 7");
        assertThat(Deciders.reason("request 7, password=canary-81"))
                .startsWith("request 7, password=")
                .doesNotContain("canary");
    }

    @Test
    void takesNoHoldOrErasureWithoutAReason() {
        for (String none : new String[] {null, "", "  ", "x".repeat(501), "a\0b"}) {
            assertThatThrownBy(() -> Deciders.reason(none)).isInstanceOf(InvalidException.class);
        }
    }
}
