// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import dev.portcullis.contracts.budget.Money;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Amounts of money as documents write them: `5.00 USD`.
public final class Amounts {
    /// Three capital letters, as ISO 4217 has them.
    public static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private static final Pattern MONEY = Pattern.compile("\\d{1,9}(\\.\\d{1,6})? [A-Z]{3}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?");
    private static final int MICROS = 6;

    private Amounts() {}

    /// An amount with its currency; reports a fault if it is none, or nothing.
    public static Optional<Money> money(Scalar scalar) {
        String expected = "must be an amount and its currency such as 5.00 USD";
        if (!scalar.matches(MONEY, expected)) {
            return Optional.empty();
        }
        String text = scalar.text();
        int space = text.indexOf(' ');
        long micros = micros(text.substring(0, space));
        if (micros == 0) {
            scalar.refuse(expected + ", and more than nothing");
            return Optional.empty();
        }
        return Optional.of(new Money(micros, text.substring(space + 1)));
    }

    /// A price in millionths of a unit; reports a fault if it is none, or above a most.
    ///
    /// @param most in whole units
    public static OptionalLong price(Scalar scalar, long most) {
        if (!scalar.matches(NUMBER, "must be a price such as 2.50")) {
            return OptionalLong.empty();
        }
        long micros = micros(scalar.text());
        if (micros > most * 1_000_000) {
            scalar.refuse("must be " + most + " at most");
            return OptionalLong.empty();
        }
        return OptionalLong.of(micros);
    }

    /// An amount as documents write it.
    public static String text(Money money) {
        return BigDecimal.valueOf(money.micros(), MICROS).stripTrailingZeros().toPlainString() + " " + money.currency();
    }

    private static long micros(String number) {
        return new BigDecimal(number).movePointRight(MICROS).longValueExact();
    }
}
