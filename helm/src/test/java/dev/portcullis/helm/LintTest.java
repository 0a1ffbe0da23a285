// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import org.junit.jupiter.api.Test;

class LintTest {

    @Test
    void isWhatHelmCallsAGoodChart() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.isFailed()).isFalse();
    }
}
