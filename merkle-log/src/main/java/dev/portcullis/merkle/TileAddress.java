// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which tile: `level` in steps of eight tree levels, `number` from the left, `width` hashes in it (256 when full).
public record TileAddress(int level, long number, int width) {

    /// Hashes in a full tile.
    public static final int FULL = 256;

    /// Tree levels in one tile.
    public static final int HEIGHT = 8;

    private static final Pattern PATH =
            Pattern.compile("tile/([0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TileAddress {
        if (level < 0 || level > 63 || number < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no tile " + level + "/" + number + " of width " + width);
        }
    }

    /// The path of C2SP tlog-tiles, for example `tile/0/x001/234.p/17`.
    public String path() {
        StringBuilder digits = new StringBuilder("%03d".formatted(number % 1000));
        for (long rest = number / 1000; rest > 0; rest /= 1000) {
            digits.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return "tile/" + level + "/" + digits + (width == FULL ? "" : ".p/" + width);
    }

    /// Reads such a path; empty for any other spelling.
    public static Optional<TileAddress> parse(String path) {
        Matcher form = PATH.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        String digits = form.group(2).replace("x", "").replace("/", "");
        @Nullable String width = form.group(3);
        try {
            TileAddress address = new TileAddress(
                    Integer.parseInt(form.group(1)),
                    Long.parseLong(digits),
                    width == null ? FULL : Integer.parseInt(width));
            // One tile has one path: a zero too many in front, or a full tile called partial, is another.
            return address.path().equals(path) ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// How many hashes the tile has in a tree of `size` leaves: 0 when it does not exist yet.
    public static int widthAt(int level, long number, long size) {
        long hashes = level * HEIGHT >= 63 ? 0 : size >>> (level * HEIGHT);
        return Math.clamp(hashes - number * FULL, 0, FULL);
    }
}
