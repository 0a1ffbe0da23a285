// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealingTest {

    private static final ChunkPlace PLACE = new ChunkPlace("chunk", "session", 3);
    private static final byte[] PLAIN = "what was seen".getBytes(UTF_8);

    private final DataKey key = DataKey.fresh();

    @Test
    void opensWhatItSealedAndSealsNothingTwiceAlike() throws NotOpenedException {
        byte[] sealed = key.seal(PLACE, PLAIN);
        assertThat(new String(sealed, UTF_8)).doesNotContain("seen");
        assertThat(key.open(PLACE, sealed)).isEqualTo(PLAIN);
        assertThat(key.seal(PLACE, PLAIN)).isNotEqualTo(sealed);
    }

    @Test
    void opensNothingWithAnotherKeyOrAsAnotherChunk() {
        byte[] sealed = key.seal(PLACE, PLAIN);
        assertThatThrownBy(() -> DataKey.fresh().open(PLACE, sealed)).isInstanceOf(NotOpenedException.class);
        for (ChunkPlace other : List.of(
                new ChunkPlace("other", "session", 3),
                new ChunkPlace("chunk", "other", 3),
                new ChunkPlace("chunk", "session", 4))) {
            assertThatThrownBy(() -> key.open(other, sealed)).isInstanceOf(NotOpenedException.class);
        }
    }

    @Test
    void opensNothingOfWhichOneBitWasFlippedOrThatWasCut() {
        byte[] sealed = key.seal(PLACE, PLAIN);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> key.open(PLACE, flipped)).as("bit %d", bit).isInstanceOf(NotOpenedException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> key.open(PLACE, cut)).isInstanceOf(NotOpenedException.class);
        }
    }

    @Test
    void unwrapsAKeyOnlyForItsOwnSession() throws NotOpenedException {
        KeyEncryptionKey kek = KeyRing.parse(KeyRing.freshLine()).newest();
        byte[] wrapped = kek.wrap(key, "session");
        assertThat(kek.unwrap(wrapped, "session").bytes()).isEqualTo(key.bytes());
        assertThatThrownBy(() -> kek.unwrap(wrapped, "other")).isInstanceOf(NotOpenedException.class);
        KeyEncryptionKey other = KeyRing.parse(KeyRing.freshLine()).newest();
        assertThat(other.id()).isNotEqualTo(kek.id());
        assertThatThrownBy(() -> other.unwrap(wrapped, "session")).isInstanceOf(NotOpenedException.class);
    }
}
