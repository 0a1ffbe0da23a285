// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the tiles of a log from its leaves, and compares each that is full with the one that the log
/// serves; at the end also those above the leaves that are not full yet.
final class TileCheck {

    /// Compares nothing.
    static final TileCheck NONE = new TileCheck(null);

    private final @Nullable Function<TileAddress, Optional<byte[]>> served;
    private final List<List<Digest>> levels = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private @Nullable String wrong;

    private TileCheck(@Nullable Function<TileAddress, Optional<byte[]>> served) {
        this.served = served;
    }

    static TileCheck of(Function<TileAddress, Optional<byte[]>> served) {
        return new TileCheck(served);
    }

    /// The next leaf.
    void append(Digest leafHash) {
        if (served != null) {
            append(0, leafHash);
        }
    }

    /// What is wrong with a tile, if anything is.
    Optional<String> wrong() {
        return Optional.ofNullable(wrong);
    }

    /// The same for tiles above the leaves that are not full yet.
    Optional<String> rest() {
        for (int level = 1; level < levels.size() && wrong == null; level++) {
            if (!levels.get(level).isEmpty()) {
                compare(level);
            }
        }
        return wrong();
    }

    private void append(int level, Digest hash) {
        if (level == levels.size()) {
            levels.add(new ArrayList<>(TileAddress.FULL));
            numbers.add(0L);
        }
        List<Digest> hashes = levels.get(level);
        hashes.add(hash);
        if (hashes.size() == TileAddress.FULL && wrong == null) {
            compare(level);
            Digest root = Tile.of(hashes).root();
            hashes.clear();
            numbers.set(level, numbers.get(level) + 1);
            append(level + 1, root);
        }
    }

    private void compare(int level) {
        List<Digest> hashes = levels.get(level);
        TileAddress address = new TileAddress(level, numbers.get(level), hashes.size());
        Function<TileAddress, Optional<byte[]>> source = served;
        boolean same = source != null
                && source.apply(address)
                        .filter(bytes -> Arrays.equals(bytes, Tile.of(hashes).toBytes()))
                        .isPresent();
        if (!same) {
            wrong = "the log's " + address.path() + " is not the one that its entries make";
        }
    }
}
