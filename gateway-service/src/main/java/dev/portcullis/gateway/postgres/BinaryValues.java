// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads PostgreSQL's binary formats as far as anybody here has to: approvers and recordings want text.
final class BinaryValues {
    private static final int BOOL = 16;
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int FLOAT4 = 700;
    private static final int FLOAT8 = 701;
    private static final int NUMERIC = 1700;
    private static final int UUID_OID = 2950;
    private static final int NUMERIC_HEADER = 8;
    /// Groups of four zeros that no byte stands for. Ten bytes could make a hundred thousand of them,
    /// and a message holds thousands of such numbers: those are shown as bytes.
    private static final int MOST_ZEROS = 250;
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int NUMERIC_POSITIVE = 0;

    private BinaryValues() {}

    /// Whether the binary format of the type is its text: text, varchar, char(n), name, unknown, json, xml.
    static boolean isText(int typeOid) {
        return switch (typeOid) {
            case 25, 1043, 1042, 19, 705, 114, 142 -> true;
            default -> false;
        };
    }

    /// The value as text where the type is known here, else its bytes in hexadecimal.
    static String text(ByteBuffer value, int typeOid) {
        if (isText(typeOid)) {
            return StandardCharsets.UTF_8.decode(value.slice()).toString();
        }
        String number = number(value, typeOid);
        if (number != null) {
            return number;
        }
        if (typeOid == BOOL && value.remaining() == 1) {
            return value.get(value.position()) == 0 ? "f" : "t";
        }
        if (typeOid == UUID_OID && value.remaining() == 16) {
            return new UUID(value.getLong(value.position()), value.getLong(value.position() + 8)).toString();
        }
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        return "\\x" + HexFormat.of().formatHex(bytes);
    }

    /// The digits of a number, or null if it is none of the known numeric types or not well formed.
    static @Nullable String number(ByteBuffer value, int typeOid) {
        int at = value.position();
        return switch (typeOid) {
            case INT2 -> value.remaining() == 2 ? Short.toString(value.getShort(at)) : null;
            case INT4 -> value.remaining() == 4 ? Integer.toString(value.getInt(at)) : null;
            case INT8 -> value.remaining() == 8 ? Long.toString(value.getLong(at)) : null;
            case FLOAT4 -> value.remaining() == 4 ? plain(value.getFloat(at)) : null;
            case FLOAT8 -> value.remaining() == 8 ? plain(value.getDouble(at)) : null;
            case NUMERIC -> numeric(value.slice());
            default -> null;
        };
    }

    private static String plain(double value) {
        return Double.isFinite(value) ? new BigDecimal(Double.toString(value)).toPlainString() : Double.toString(value);
    }

    /// `int16 digits, int16 weight, int16 sign, int16 scale, int16 digit…`, each digit to base 10 000.
    /// Written digit by digit: whoever sends it chooses how many there are.
    private static @Nullable String numeric(ByteBuffer in) {
        if (in.remaining() < NUMERIC_HEADER) {
            return null;
        }
        int digits = in.getShort(0) & 0xffff;
        int weight = in.getShort(2);
        int sign = in.getShort(4) & 0xffff;
        int scale = in.getShort(6) & 0xffff;
        if (in.remaining() != NUMERIC_HEADER + 2 * digits || (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE)) {
            return null;
        }
        if (weight >= digits + MOST_ZEROS || scale >= 4 * (digits + MOST_ZEROS)) {
            return null;
        }
        StringBuilder text = new StringBuilder(sign == NUMERIC_NEGATIVE ? "-" : "");
        text.append(weight < 0 ? 0 : digit(in, 0));
        for (int place = weight - 1; place >= 0; place--) {
            appendFour(text, digit(in, weight - place));
        }
        if (scale > 0) {
            text.append('.');
            int end = text.length() + scale;
            for (int place = -1; text.length() < end; place--) {
                appendFour(text, digit(in, weight - place));
            }
            // What lies beyond the scale is the last digit's padding.
            text.setLength(end);
        }
        return text.toString();
    }

    private static int digit(ByteBuffer numeric, int index) {
        int at = NUMERIC_HEADER + 2 * index;
        return index >= 0 && at < numeric.limit() ? numeric.getShort(at) & 0xffff : 0;
    }

    private static void appendFour(StringBuilder text, int digit) {
        String written = Integer.toString(digit);
        text.repeat('0', Math.max(0, 4 - written.length())).append(written);
    }
}
