// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.List;

/// A value of each type the masker knows and of some it does not, as the server writes them.
record PostgresTypeSamples(int oid, String type, List<String> values) {
    static final List<PostgresTypeSamples> ALL = List.of(
            of(25, "text", "Ada Lovelace", "", "ada@example.com"),
            of(1043, "varchar", "Ada"),
            of(1042, "bpchar", "Ada"),
            of(19, "name", "customers"),
            of(21, "int2", "42", "-32768", "32767"),
            of(23, "int4", "42", "-2147483648", "2147483647"),
            of(20, "int8", "42", "-9223372036854775808", "9223372036854775807"),
            of(700, "float4", "1.5", "NaN", "-Infinity", "3.4e+38"),
            of(701, "float8", "1.5", "Infinity", "-1.7976931348623157e+308"),
            of(1700, "numeric", "1.50", "NaN", "-12345678901234567890.123", "Infinity"),
            of(1082, "date", "2026-11-21", "infinity", "0044-03-15 BC", "5874897-12-31"),
            of(1114, "timestamp", "2026-11-21 10:11:12.345678", "-infinity"),
            of(1184, "timestamptz", "2026-11-21 10:11:12.345678+05:30", "0001-01-01 00:00:00-00:00:36 BC"),
            of(2950, "uuid", "0f8fad5b-d9cb-469f-a165-70867728950e"),
            of(17, "bytea", "\\xdeadbeef", "\\x"),
            of(114, "json", "{\"name\": \"Ada\"}", "null", "17"),
            of(3802, "jsonb", "{\"a\": [1, \"two\"]}", "\"text\""),
            of(16, "bool", "t", "f"),
            of(869, "inet", "192.0.2.7"),
            of(1083, "time", "10:11:12"),
            of(1186, "interval", "1 day"),
            of(142, "xml", "<a/>"),
            of(790, "money", "$1.00"),
            of(3904, "int4range", "[1,10)"),
            of(1009, "text[]", "{Ada,\"Love lace\",NULL,\"\",\"NULL\"}", "{{a,b},{c,d}}", "{}", "{\"q\\\"\\\\\"}"),
            of(1007, "int4[]", "{1,2,NULL}", "[0:1]={7,8}"),
            of(1231, "numeric[]", "{1.5,NaN}"),
            of(1182, "date[]", "{2026-11-21,infinity}"),
            of(2951, "uuid[]", "{0f8fad5b-d9cb-469f-a165-70867728950e}"),
            of(3807, "jsonb[]", "{\"{\\\"a\\\": \\\"4111111111111111\\\"}\"}"),
            of(1000, "bool[]", "{t,f}"));

    private static PostgresTypeSamples of(int oid, String type, String... values) {
        return new PostgresTypeSamples(oid, type, List.of(values));
    }

    static int[] oids() {
        return ALL.stream().mapToInt(PostgresTypeSamples::oid).toArray();
    }
}
