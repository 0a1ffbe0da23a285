// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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
    private static @Nullable String numeric(ByteBuffer in) {
        if (in.remaining() < 8) {
            return null;
        }
        int digits = in.getShort() & 0xffff;
        int weight = in.getShort();
        int sign = in.getShort() & 0xffff;
        int scale = in.getShort() & 0xffff;
        if (in.remaining() != 2 * digits || (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE)) {
            return null;
        }
        BigInteger unscaled = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            unscaled = unscaled.multiply(BigInteger.valueOf(10_000)).add(BigInteger.valueOf(in.getShort() & 0xffff));
        }
        int exponent = 4 * (weight - digits + 1);
        BigDecimal value = new BigDecimal(unscaled).scaleByPowerOfTen(exponent);
        // What lies beyond the scale is the last digit's padding.
        BigDecimal scaled = value.setScale(scale, RoundingMode.DOWN);
        return (sign == NUMERIC_NEGATIVE ? scaled.negate() : scaled).toPlainString();
    }
}
