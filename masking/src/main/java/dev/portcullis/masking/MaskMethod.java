// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.Map;

/// How a value is replaced.
public sealed interface MaskMethod {
    /// A fixed marker that says nothing about the value, not even its length.
    record Redact() implements MaskMethod {}

    /// SQL NULL.
    record Nullify() implements MaskMethod {}

    /// The last `keep` characters stay readable, but never more than half of the value, eight characters or
    /// four digits. Of an e-mail address the first character and the top-level domain stay.
    record Partial(int keep) implements MaskMethod {
        public static final int DEFAULT_KEEP = 4;

        public Partial {
            if (keep < 0) throw new IllegalArgumentException("mask method partial: keep must not be negative");
        }
    }

    /// A keyed one-way digest: equal values stay equal.
    record Hash() implements MaskMethod {}

    /// A keyed stand-in: equal values stay equal under the same key, so that masked columns still join.
    record Pseudonym() implements MaskMethod {}

    /// A date or time cut down to its year, quarter, month, day or hour; a time with a zone in UTC. Where that would
    /// leave all there is, as the day of a date, it is replaced as a whole.
    record DateTruncate(Unit unit) implements MaskMethod {
        public enum Unit {
            YEAR,
            QUARTER,
            MONTH,
            DAY,
            HOUR
        }
    }

    /// A number rounded down to a multiple of `width`, which is at least 2: whole numbers are multiples of 1.
    record Bucket(long width) implements MaskMethod {
        public Bucket {
            if (width < 2) throw new IllegalArgumentException("mask method bucket: width must be at least 2");
        }
    }

    /// Reads a method as policies write it: `redact`, `null`, `partial` (`keep`), `hash`, `pseudonym`,
    /// `date-truncate` (`unit`), `bucket` (`width`).
    ///
    /// @throws IllegalArgumentException with a message for the policy's author
    static MaskMethod parse(String name, Map<String, ?> parameters) {
        var read = new MaskParameters(name, parameters);
        MaskMethod method = switch (name) {
            case "redact" -> new Redact();
            case "null" -> new Nullify();
            case "partial" -> new Partial(Math.toIntExact(read.number("keep", (long) Partial.DEFAULT_KEEP)));
            case "hash" -> new Hash();
            case "pseudonym" -> new Pseudonym();
            case "date-truncate" -> new DateTruncate(read.unit());
            case "bucket" -> new Bucket(read.number("width", null));
            default ->
                throw new IllegalArgumentException("unknown mask method '" + name
                        + "', expected one of redact, null, partial, hash, pseudonym, date-truncate, bucket");
        };
        read.refuseUnread();
        return method;
    }
}
