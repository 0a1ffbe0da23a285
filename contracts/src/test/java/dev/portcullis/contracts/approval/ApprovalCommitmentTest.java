// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalCommitmentTest {
    private static final String SALT = "00".repeat(32);
    private static final String DIGEST = "11".repeat(32);

    /// By `(printf '00%.0s' {1..32}; printf '11%.0s' {1..32}) | xxd -r -p | sha256sum`.
    @Test
    void isWhatAnybodysToolsMakeOfBoth() {
        assertThat(ApprovalCommitment.of(SALT, DIGEST))
                .isEqualTo("8878b15a7d6a3a4f464e8f9f42591dbc0cf4bedea0ec309003d2b2ee53655ef8");
    }

    @Test
    void isAnotherForAnotherSaltAndForAnotherDigest() {
        String commitment = ApprovalCommitment.of(SALT, DIGEST);
        assertThat(ApprovalCommitment.of("01" + SALT.substring(2), DIGEST)).isNotEqualTo(commitment);
        assertThat(ApprovalCommitment.of(SALT, "12" + DIGEST.substring(2))).isNotEqualTo(commitment);
        assertThat(ApprovalCommitment.of(DIGEST, SALT)).isNotEqualTo(commitment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0011", "z"})
    void takesNothingButWholeSaltsAndDigests(String part) {
        assertThatThrownBy(() -> ApprovalCommitment.of(part, DIGEST)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApprovalCommitment.of(SALT, part)).isInstanceOf(IllegalArgumentException.class);
    }
}
