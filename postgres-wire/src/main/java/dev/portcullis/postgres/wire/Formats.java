// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.util.ArrayList;
import java.util.List;

/// Format codes as Bind gives them: none (all text), one for all, or one per value.
///
/// @param binary true where the code is 1
public record Formats(List<Boolean> binary) {
    public static final Formats TEXT = new Formats(List.of());

    public Formats {
        binary = List.copyOf(binary);
    }

    public boolean isBinary(int index) {
        return switch (binary.size()) {
            case 0 -> false;
            case 1 -> binary.getFirst();
            default -> binary.get(index);
        };
    }

    /// True if the codes can stand for this many values.
    public boolean fits(int values) {
        return binary.size() <= 1 || binary.size() == values;
    }

    static Formats read(BodyReader body) throws WireException {
        int count = body.readCount();
        if (count == 0) {
            return TEXT;
        }
        List<Boolean> codes = new ArrayList<>(Math.min(count, 1664));
        for (int i = 0; i < count; i++) {
            codes.add(
                    switch (body.readShort()) {
                        case 0 -> false;
                        case 1 -> true;
                        default -> throw body.bad("unknown format code");
                    });
        }
        return new Formats(codes);
    }

    void write(WireWriter out) {
        out.putCount(binary.size());
        for (boolean code : binary) {
            out.putShort(code ? 1 : 0);
        }
    }
}
