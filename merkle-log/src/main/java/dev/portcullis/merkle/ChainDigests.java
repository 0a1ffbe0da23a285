// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.Arrays;
import java.util.Optional;

/// The digests of one chain's events, from a number on: what may still be asked about. 32 bytes each.
final class ChainDigests {
    private static final int SIZE = 32;

    private byte[] packed = new byte[4 * SIZE];
    private long first = 1;
    private int count;

    /// The number of the last event; 0 if there is none.
    long last() {
        return first + count - 1;
    }

    /// The next event's.
    void append(Digest digest) {
        if ((count + 1) * SIZE > packed.length) {
            packed = Arrays.copyOf(packed, packed.length * 2);
        }
        System.arraycopy(digest.bytes(), 0, packed, count * SIZE, SIZE);
        count++;
    }

    /// The digest of an event; none if there is no such event or it was dropped.
    Optional<Digest> of(long number) {
        if (number < first || number > last()) {
            return Optional.empty();
        }
        int at = (int) (number - first) * SIZE;
        return Optional.of(Digest.of(Arrays.copyOfRange(packed, at, at + SIZE)));
    }

    /// Forgets those of all events before this one, which must be there.
    void dropBefore(long number) {
        int gone = (int) (number - first);
        if (gone > 0) {
            packed = Arrays.copyOfRange(packed, gone * SIZE, Math.max(count, gone + 1) * SIZE);
            count -= gone;
            first = number;
        }
    }
}
