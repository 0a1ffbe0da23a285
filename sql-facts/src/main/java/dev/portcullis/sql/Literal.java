// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import tools.jackson.databind.JsonNode;

/// One constant of a command, as PostgreSQL's grammar read it: comments, quoting, escapes and signs are
/// gone from it.
///
/// Kinds are told apart as the grammar does, not by what a value could be cast to: `5`, `5.0`, `5000000000`
/// and `'5'` choose other operators and functions, so none of them stands for another.
///
/// @param kind what kind of constant it is
/// @param value its value; empty for `NULL`
public record Literal(Kind kind, String value) {

    /// What kind of constant.
    public enum Kind {
        /// a whole number of 32 bits
        INTEGER,
        /// any other number
        NUMBER,
        /// a string, however it was quoted
        TEXT,
        /// `TRUE` or `FALSE`
        BOOLEAN,
        /// a string of bits
        BITS,
        /// `NULL`
        NULL
    }

    /// The constant in an `A_Const`. Zero, false and the empty string are absent in the tree.
    static Literal of(JsonNode constant) {
        if (constant.has("ival")) {
            return integer(constant.path("ival"));
        }
        if (constant.has("fval")) {
            return number(constant.path("fval"));
        }
        if (constant.has("sval")) {
            return new Literal(Kind.TEXT, constant.path("sval").path("sval").asString(""));
        }
        if (constant.has("boolval")) {
            boolean value = constant.path("boolval").path("boolval").asBoolean(false);
            return new Literal(Kind.BOOLEAN, Boolean.toString(value));
        }
        if (constant.has("bsval")) {
            return new Literal(Kind.BITS, constant.path("bsval").path("bsval").asString(""));
        }
        if (constant.path("isnull").asBoolean(false)) {
            return new Literal(Kind.NULL, "");
        }
        throw new IllegalStateException("a constant of no known kind");
    }

    /// The number in an `Integer`.
    static Literal integer(JsonNode integer) {
        return new Literal(Kind.INTEGER, Integer.toString(integer.path("ival").asInt(0)));
    }

    /// The number in a `Float`.
    static Literal number(JsonNode number) {
        return new Literal(Kind.NUMBER, number.path("fval").asString(""));
    }
}
