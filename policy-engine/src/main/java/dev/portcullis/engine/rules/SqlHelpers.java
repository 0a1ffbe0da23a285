// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import java.util.List;
import java.util.function.Predicate;

/// What conditions ask about SQL, answered from its facts. Where the facts do not know, a question that starts like
/// "does it" is answered with yes, and one that ends in "only" with no: both are the strict side for the rules in
/// which they are of use.
final class SqlHelpers {

    private SqlHelpers() {}

    /// Whether anything with such a classification may be read, compared or written.
    static boolean touches(Facts sql, String glob) {
        return matchesAny(list(sql, "classifications"), glob);
    }

    /// Whether such a value, or something computed from it, may be in the result.
    static boolean returns(Facts sql, String glob) {
        return usesColumn(sql, "output", glob);
    }

    /// Whether such a value may decide which rows are returned, or in which order or groups.
    static boolean filtersBy(Facts sql, String glob) {
        return usesColumn(sql, "filter", glob);
    }

    /// Whether a relation `schema.name` may be used in any way.
    static boolean uses(Facts sql, String glob) {
        return anyRelation(sql, relation -> mayBe(relation, glob));
    }

    /// Whether every relation used is known and one of these.
    static boolean usesOnly(Facts sql, List<?> globs) {
        return !isOpaque(sql) && !anyRelation(sql, relation -> !isOneOf(relation, globs));
    }

    /// Whether a relation `schema.name` may be written to, created, altered or dropped.
    static boolean changes(Facts sql, String glob) {
        return anyRelation(sql, relation -> !isRead(relation) && mayBe(relation, glob));
    }

    /// Whether every relation written to or defined is known and one of these.
    static boolean changesOnly(Facts sql, List<?> globs) {
        return !isOpaque(sql) && !anyRelation(sql, relation -> !isRead(relation) && !isOneOf(relation, globs));
    }

    /// Whether a function of such a name, without schema, is called.
    static boolean calls(Facts sql, String glob) {
        return anyStatement(
                sql,
                statement ->
                        anyOf(list(statement, "functions"), function -> Glob.matches(glob, text(function, "name"))));
    }

    private static boolean usesColumn(Facts sql, String use, String glob) {
        return anyStatement(sql, statement -> {
            // What columns an unknown name stands for is not known: all that is touched may be used like this.
            if (isTrue(statement, "opaque") || anyOf(list(statement, "relations"), r -> !isTrue(r, "known"))) {
                return matchesAny(list(statement, "classifications"), glob);
            }
            return anyOf(
                    list(statement, "columns"),
                    column -> text(column, "use").equals(use) && matchesAny(list(column, "classifications"), glob));
        });
    }

    private static boolean anyRelation(Facts sql, Predicate<Facts> test) {
        return anyStatement(sql, statement -> anyOf(list(statement, "relations"), test));
    }

    private static boolean anyStatement(Facts sql, Predicate<Facts> test) {
        return anyOf(list(sql, "statements"), test);
    }

    private static boolean mayBe(Facts relation, String glob) {
        return !isTrue(relation, "known") || Glob.matches(glob, qualified(relation));
    }

    private static boolean isOneOf(Facts relation, List<?> globs) {
        return isTrue(relation, "known")
                && globs.stream().anyMatch(glob -> Glob.matches(String.valueOf(glob), qualified(relation)));
    }

    private static boolean isRead(Facts relation) {
        return text(relation, "access").equals("read");
    }

    private static boolean isOpaque(Facts sql) {
        return isTrue(sql, "opaque");
    }

    private static String qualified(Facts relation) {
        return text(relation, "schema") + "." + text(relation, "name");
    }

    private static boolean matchesAny(List<?> texts, String glob) {
        return texts.stream().anyMatch(text -> Glob.matches(glob, String.valueOf(text)));
    }

    private static boolean anyOf(List<?> items, Predicate<Facts> test) {
        return items.stream().anyMatch(item -> test.test((Facts) item));
    }

    private static List<?> list(Facts from, String key) {
        return from.find(key).orElse(List.of()) instanceof List<?> list ? list : List.of();
    }

    private static String text(Facts from, String key) {
        return String.valueOf(from.select(key));
    }

    private static boolean isTrue(Facts from, String key) {
        return Boolean.TRUE.equals(from.select(key));
    }
}
