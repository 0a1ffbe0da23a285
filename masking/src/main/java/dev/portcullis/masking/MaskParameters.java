// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parameters of one method; those nobody asked for are mistakes.
final class MaskParameters {
    private final String method;
    private final Map<String, ?> values;
    private final Set<String> unread;

    MaskParameters(String method, Map<String, ?> values) {
        this.method = method;
        this.values = values;
        this.unread = new TreeSet<>(values.keySet());
    }

    long number(String name, @Nullable Long fallback) {
        Object value = read(name);
        if (value == null && fallback != null) return fallback;
        if (value == null) throw wrong(name + " is missing");
        try {
            long number = Long.parseLong(value.toString());
            if (number > Integer.MAX_VALUE && fallback != null) throw wrong(name + " is too large: " + value);
            return number;
        } catch (NumberFormatException e) {
            throw wrong(name + " is not a whole number: " + value);
        }
    }

    MaskMethod.DateTruncate.Unit unit() {
        Object value = read("unit");
        if (value == null) throw wrong("unit is missing");
        for (MaskMethod.DateTruncate.Unit unit : MaskMethod.DateTruncate.Unit.values()) {
            if (unit.name().toLowerCase(Locale.ROOT).equals(value.toString())) return unit;
        }
        throw wrong("unit '" + value + "' is none of year, quarter, month, day, hour");
    }

    private @Nullable Object read(String name) {
        unread.remove(name);
        return values.get(name);
    }

    void refuseUnread() {
        if (!unread.isEmpty()) throw wrong("has no parameter " + String.join(", ", unread));
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("mask method " + method + ": " + what);
    }
}
