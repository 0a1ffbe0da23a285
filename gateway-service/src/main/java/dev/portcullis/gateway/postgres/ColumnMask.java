// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import dev.portcullis.masking.ValueMasker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What happens to the values of one column of one result. Null in, null out.
sealed interface ColumnMask {
    @Nullable
    ByteBuffer apply(ByteBuffer value);

    /// Every value is replaced: the column is classified.
    record Whole(MaskMethod method, MaskKey key, int typeOid, boolean binary) implements ColumnMask {
        @Override
        public @Nullable ByteBuffer apply(ByteBuffer value) {
            // Binary texts are the text.
            if (!binary || BinaryValues.isText(typeOid)) {
                return encoded(ValueMasker.maskTyped(decoded(value), typeOid, method, key));
            }
            String text = BinaryMasked.read(value, typeOid);
            String shown = ValueMasker.maskTyped(text, typeOid, method, key);
            return shown == null ? null : BinaryMasked.write(shown, typeOid);
        }
    }

    /// Whatever the detectors find is replaced.
    record Content(DetectorSet detectors, int typeOid, boolean binary) implements ColumnMask {
        @Override
        public @Nullable ByteBuffer apply(ByteBuffer value) {
            if (!binary || BinaryValues.isText(typeOid)) {
                return detectors.mayMatch(value) ? encoded(detectors.redactTyped(decoded(value), typeOid)) : value;
            }
            String number = BinaryValues.number(value, typeOid);
            boolean found = number == null
                    ? detectors.mayMatch(value)
                    : !detectors.find(number).isEmpty();
            return found ? null : value;
        }
    }

    private static String decoded(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value.slice()).toString();
    }

    private static @Nullable ByteBuffer encoded(@Nullable String value) {
        return value == null ? null : StandardCharsets.UTF_8.encode(value);
    }
}
