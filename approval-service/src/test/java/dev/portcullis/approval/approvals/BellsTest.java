// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class BellsTest {

    private static final long AT_ONCE = 0;

    private final Bells bells = new Bells();
    private final UUID mine = UUID.randomUUID();

    @Test
    void wakesAllWhoWaitForItAndNobodyElse() throws Exception {
        try (Bells.Bell first = bells.hang(mine);
                Bells.Bell second = bells.hang(mine);
                Bells.Bell another = bells.hang(UUID.randomUUID())) {
            bells.ring(mine);

            assertThat(first.heard(AT_ONCE)).isTrue();
            assertThat(second.heard(AT_ONCE)).isTrue();
            assertThat(another.heard(AT_ONCE)).isFalse();
        }
    }

    @Test
    void ringsOnceHoweverOftenItWasRung() throws Exception {
        try (Bells.Bell bell = bells.hang(mine)) {
            bells.ring(mine);
            bells.ring(mine);

            assertThat(bell.heard(AT_ONCE)).isTrue();
            assertThat(bell.heard(AT_ONCE)).isFalse();
        }
    }

    @Test
    void whoWentDoesNotKeepOthersFromHearing() throws Exception {
        Bells.Bell gone = bells.hang(mine);
        try (Bells.Bell stays = bells.hang(mine)) {
            gone.close();
            bells.ring(mine);

            assertThat(stays.heard(AT_ONCE)).isTrue();
            assertThat(gone.heard(AT_ONCE)).isFalse();
        }
        bells.ring(mine);
    }
}
