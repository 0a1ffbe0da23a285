// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

/// What a masked value of a PostgreSQL type must still look like. Object ids are those of `pg_type.dat`, which never
/// change between versions; anything else, such as an enum or a composite, is [Shape#OTHER].
record PostgresType(Shape shape, int bits) {
    enum Shape {
        TEXT,
        INTEGER,
        FRACTION,
        DATE,
        TIMESTAMP,
        INSTANT,
        UUID,
        BYTES,
        JSON,
        ARRAY,
        OTHER
    }

    private static final int NO_BITS = 0;

    static PostgresType of(int oid) {
        return switch (oid) {
            case 25, 1043, 1042, 19, 705 -> of(Shape.TEXT);
            case 21 -> new PostgresType(Shape.INTEGER, 16);
            case 23 -> new PostgresType(Shape.INTEGER, 32);
            case 20 -> new PostgresType(Shape.INTEGER, 64);
            // How many digits of a float4 or float8 are written is the client's to say (`extra_float_digits`). Whoever
            // asks with fewer moves a value over the edge of its bucket, or onto its neighbours: OTHER.
            case 1700 -> new PostgresType(Shape.FRACTION, 63);
            case 1082 -> of(Shape.DATE);
            case 1114 -> of(Shape.TIMESTAMP);
            case 1184 -> of(Shape.INSTANT);
            case 2950 -> of(Shape.UUID);
            case 17 -> of(Shape.BYTES);
            case 114, 3802 -> of(Shape.JSON);
            default -> of(elementOf(oid) == NO_BITS ? Shape.OTHER : Shape.ARRAY);
        };
    }

    private static PostgresType of(Shape shape) {
        return new PostgresType(shape, NO_BITS);
    }

    /// The type of an array's elements, 0 where `oid` is no array that is known here.
    static int elementOf(int oid) {
        return switch (oid) {
            case 1009 -> 25;
            case 1015 -> 1043;
            case 1014 -> 1042;
            case 1003 -> 19;
            case 1005 -> 21;
            case 1007 -> 23;
            case 1016 -> 20;
            case 1021 -> 700;
            case 1022 -> 701;
            case 1231 -> 1700;
            case 1182 -> 1082;
            case 1115 -> 1114;
            case 1185 -> 1184;
            case 2951 -> 2950;
            case 1001 -> 17;
            case 199 -> 114;
            case 3807 -> 3802;
            default -> 0;
        };
    }
}
