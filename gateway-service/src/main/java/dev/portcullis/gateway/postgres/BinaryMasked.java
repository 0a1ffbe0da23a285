// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values in binary, as text before they are masked, and in binary again behind it: numbers, dates and times, UUIDs.
/// A value reads as it does in the text format, so that both ways it is masked alike. For all other types, and for
/// whatever does not read or cannot be written, there is no honest place-holder but NULL.
final class BinaryMasked {
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int DATE = 1082;
    private static final int TIMESTAMP = 1114;
    private static final int INSTANT = 1184;
    private static final int NUMERIC = 1700;
    private static final int UUID_OID = 2950;

    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    private static final BigInteger NUMERIC_BASE = BigInteger.valueOf(10_000);
    private static final short NUMERIC_NEGATIVE = 0x4000;
    private static final String BEFORE_CHRIST = " BC";

    private BinaryMasked() {}

    /// The value as PostgreSQL would write it; null where it does not read.
    static @Nullable String read(ByteBuffer value, int typeOid) {
        int at = value.position();
        return switch (typeOid) {
            case INT2, INT4, INT8, NUMERIC -> BinaryValues.number(value, typeOid);
            case UUID_OID -> value.remaining() == 16 ? BinaryValues.text(value, typeOid) : null;
            case DATE -> value.remaining() == 4 ? date(value.getInt(at)) : null;
            case TIMESTAMP -> value.remaining() == 8 ? time(value.getLong(at), "") : null;
            case INSTANT -> value.remaining() == 8 ? time(value.getLong(at), "+00") : null;
            default -> null;
        };
    }

    /// What a mask has left of a value that was [#read].
    static @Nullable ByteBuffer write(String text, int typeOid) {
        try {
            ByteBuffer written = ByteBuffer.allocate(16);
            return switch (typeOid) {
                case INT2 -> written.putShort(Short.parseShort(text)).flip();
                case INT4 -> written.putInt(Integer.parseInt(text)).flip();
                case INT8 -> written.putLong(Long.parseLong(text)).flip();
                case NUMERIC -> numeric(new BigInteger(text));
                case UUID_OID -> {
                    UUID uuid = UUID.fromString(text);
                    yield written.putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .flip();
                }
                case DATE ->
                    written.putInt(Math.toIntExact(ChronoUnit.DAYS.between(EPOCH, calendar(text))))
                            .flip();
                case TIMESTAMP, INSTANT -> written.putLong(microseconds(text)).flip();
                default -> null;
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String date(int days) {
        boolean infinite = days == Integer.MAX_VALUE || days == Integer.MIN_VALUE;
        return infinite ? null : written(EPOCH.plusDays(days), "");
    }

    private static @Nullable String time(long microseconds, String zone) {
        if (microseconds == Long.MAX_VALUE || microseconds == Long.MIN_VALUE) {
            return null;
        }
        LocalDateTime time = EPOCH.atStartOfDay().plus(microseconds, ChronoUnit.MICROS);
        // Always with seconds, and as many digits behind them as there are.
        String clock = time.toLocalTime().toString();
        return written(time.toLocalDate(), " " + (clock.length() == "hh:mm".length() ? clock + ":00" : clock) + zone);
    }

    private static String written(LocalDate date, String rest) {
        boolean before = date.getYear() < 1;
        String year = Integer.toString(before ? 1 - date.getYear() : date.getYear());
        return "0".repeat(Math.max(0, 4 - year.length()))
                + year
                + (date.getMonthValue() < 10 ? "-0" : "-")
                + date.getMonthValue()
                + (date.getDayOfMonth() < 10 ? "-0" : "-")
                + date.getDayOfMonth()
                + rest
                + (before ? BEFORE_CHRIST : "");
    }

    /// The date with which the text of a date or time begins.
    private static LocalDate calendar(String text) {
        int year = text.indexOf('-');
        int counted = Integer.parseInt(text, 0, year, 10);
        return LocalDate.of(
                text.endsWith(BEFORE_CHRIST) ? 1 - counted : counted,
                Integer.parseInt(text, year + 1, year + 3, 10),
                Integer.parseInt(text, year + 4, year + 6, 10));
    }

    /// Of a text that says the hour in UTC, or without a zone, and nothing smaller: that is all that masks leave.
    private static long microseconds(String text) {
        int hour = text.indexOf(' ') + 1;
        LocalTime clock = LocalTime.parse(text.substring(hour, hour + "hh:mm:ss".length()));
        return ChronoUnit.MICROS.between(EPOCH.atStartOfDay(), calendar(text).atTime(clock));
    }

    /// `int16 digits, int16 weight, int16 sign, int16 scale, int16 digit…`, each digit to base 10 000.
    private static ByteBuffer numeric(BigInteger number) {
        List<Integer> digits = new ArrayList<>();
        for (BigInteger rest = number.abs(); rest.signum() > 0; ) {
            BigInteger[] parts = rest.divideAndRemainder(NUMERIC_BASE);
            digits.add(parts[1].intValue());
            rest = parts[0];
        }
        int weight = Math.max(0, digits.size() - 1);
        // The last digits are left out where they are zero.
        while (!digits.isEmpty() && digits.getFirst() == 0) {
            digits.removeFirst();
        }
        ByteBuffer written = ByteBuffer.allocate(8 + 2 * digits.size())
                .putShort((short) digits.size())
                .putShort((short) weight)
                .putShort(number.signum() < 0 ? NUMERIC_NEGATIVE : 0)
                .putShort((short) 0);
        digits.reversed().forEach(digit -> written.putShort(digit.shortValue()));
        return written.flip();
    }
}
