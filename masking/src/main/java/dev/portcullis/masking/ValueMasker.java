// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replaces single values. Null stays null, nothing is thrown, and what a method does not fit is replaced as a whole.
public final class ValueMasker {
    /// What stands where a value was.
    public static final String MARKER = "[redacted]";

    private static final String JSON_MARKER = '"' + MARKER + '"';

    private ValueMasker() {}

    /// Masks a text, or any value whose type does not matter to the reader.
    public static @Nullable String mask(@Nullable String value, MaskMethod method, MaskKey key) {
        if (value == null) return null;
        try {
            return maskText(value, method, key);
        } catch (RuntimeException e) {
            // Whatever went wrong, the value must not get out because of it.
            return MARKER;
        }
    }

    /// Masks a value given in PostgreSQL's text format. The result is a valid text of the same type, or null where that
    /// type has no honest place-holder.
    public static @Nullable String maskTyped(@Nullable String value, int typeOid, MaskMethod method, MaskKey key) {
        if (value == null) return null;
        try {
            return maskShaped(value, typeOid, method, key);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static @Nullable String maskText(String value, MaskMethod method, MaskKey key) {
        return switch (method) {
            case MaskMethod.Redact _ -> MARKER;
            case MaskMethod.Nullify _ -> null;
            case MaskMethod.Partial(int keep) -> PartialMask.apply(value, keep);
            case MaskMethod.Hash _ -> KeyedStandIn.hash(value, key);
            case MaskMethod.Pseudonym _ -> KeyedStandIn.pseudonym(value, key);
            // A text is no date and no number, whatever it looks like.
            case MaskMethod.DateTruncate _, MaskMethod.Bucket _ -> MARKER;
        };
    }

    private static @Nullable String maskShaped(String value, int typeOid, MaskMethod method, MaskKey key) {
        PostgresType type = PostgresType.of(typeOid);
        return switch (type.shape()) {
            case TEXT -> maskText(value, method, key);
            case INTEGER, FRACTION -> number(value, type, method, key);
            case DATE, TIMESTAMP, INSTANT ->
                method instanceof MaskMethod.DateTruncate(var unit) ? date(value, type, unit) : null;
            case UUID -> uuid(value, method, key);
            case BYTES -> bytes(value, method, key);
            case JSON -> json(value, method, key);
            case ARRAY -> array(value, PostgresType.elementOf(typeOid), method, key);
            case OTHER -> null;
        };
    }

    private static @Nullable String date(String value, PostgresType type, MaskMethod.DateTruncate.Unit unit) {
        Optional<String> truncated = switch (type.shape()) {
            case DATE -> DateText.date(value, unit);
            case TIMESTAMP -> DateText.timestamp(value, unit);
            case INSTANT -> DateText.instant(value, unit);
            case TEXT, INTEGER, FRACTION, UUID, BYTES, JSON, ARRAY, OTHER -> Optional.empty();
        };
        return truncated.orElse(null);
    }

    private static @Nullable String number(String value, PostgresType type, MaskMethod method, MaskKey key) {
        return switch (method) {
            case MaskMethod.Redact _, MaskMethod.Nullify _, MaskMethod.Partial _, MaskMethod.DateTruncate _ -> null;
            case MaskMethod.Hash _ -> Long.toString(KeyedStandIn.hashedNumber(value, positiveBits(type), key));
            case MaskMethod.Pseudonym _ -> numberPseudonym(value, type, key);
            case MaskMethod.Bucket(long width) ->
                NumberText.bucket(value, width)
                        .filter(bucket ->
                                type.shape() == PostgresType.Shape.FRACTION || bucket.bitLength() < type.bits())
                        .map(BigInteger::toString)
                        .orElse(null);
        };
    }

    private static int positiveBits(PostgresType type) {
        return type.shape() == PostgresType.Shape.INTEGER ? type.bits() - 1 : type.bits();
    }

    private static @Nullable String numberPseudonym(String value, PostgresType type, MaskKey key) {
        if (type.shape() == PostgresType.Shape.FRACTION) {
            return Long.toString(KeyedStandIn.hashedNumber(value, type.bits(), key));
        }
        Optional<Long> whole = NumberText.whole(value);
        return whole.map(number -> Long.toString(KeyedStandIn.permuted(number, type.bits(), key)))
                .orElse(null);
    }

    private static @Nullable String uuid(String value, MaskMethod method, MaskKey key) {
        return switch (method) {
            case MaskMethod.Hash _ -> KeyedStandIn.uuid("hash", value, key).toString();
            case MaskMethod.Pseudonym _ ->
                KeyedStandIn.uuid("pseudonym", value, key).toString();
            case MaskMethod.Redact _,
                    MaskMethod.Nullify _,
                    MaskMethod.Partial _,
                    MaskMethod.DateTruncate _,
                    MaskMethod.Bucket _ -> null;
        };
    }

    private static @Nullable String bytes(String value, MaskMethod method, MaskKey key) {
        return switch (method) {
            case MaskMethod.Hash _ -> "\\x" + HexFormat.of().formatHex(key.digest("hash", value));
            case MaskMethod.Pseudonym _ -> "\\x" + HexFormat.of().formatHex(key.digest("pseudonym", value));
            case MaskMethod.Redact _,
                    MaskMethod.Nullify _,
                    MaskMethod.Partial _,
                    MaskMethod.DateTruncate _,
                    MaskMethod.Bucket _ -> null;
        };
    }

    /// A document is opaque: what of it a reader may see is not decided by its last four characters.
    private static @Nullable String json(String value, MaskMethod method, MaskKey key) {
        return switch (method) {
            case MaskMethod.Nullify _ -> null;
            case MaskMethod.Hash _ -> '"' + KeyedStandIn.hash(value, key) + '"';
            case MaskMethod.Pseudonym _ -> '"' + KeyedStandIn.pseudonym(value, key) + '"';
            case MaskMethod.Redact _, MaskMethod.Partial _, MaskMethod.DateTruncate _, MaskMethod.Bucket _ ->
                JSON_MARKER;
        };
    }

    private static @Nullable String array(String value, int elementOid, MaskMethod method, MaskKey key) {
        return switch (method) {
            // Even the number of elements may say something.
            case MaskMethod.Redact _, MaskMethod.Nullify _ -> null;
            case MaskMethod.Partial _,
                    MaskMethod.Hash _,
                    MaskMethod.Pseudonym _,
                    MaskMethod.DateTruncate _,
                    MaskMethod.Bucket _ ->
                ArrayText.map(value, element -> maskTyped(element, elementOid, method, key))
                        .orElse(null);
        };
    }
}
