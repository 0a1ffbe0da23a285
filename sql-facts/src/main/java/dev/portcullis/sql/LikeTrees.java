// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which expressions are the same, or each other's opposite, for every row.
///
/// @param literals when two literals count as the same
record LikeTrees(Literals literals) {

    enum Literals {
        BY_VALUE,
        ALWAYS,
        NEVER
    }

    static final LikeTrees EXACT = new LikeTrees(Literals.BY_VALUE);

    /// Whatever these two agree upon holds with any other literals, too.
    static final LikeTrees WITH_EQUAL_LITERALS = new LikeTrees(Literals.ALWAYS);

    static final LikeTrees WITH_DISTINCT_LITERALS = new LikeTrees(Literals.NEVER);

    /// Operators whose result does not depend on what stands on both of their sides.
    private static final Set<String> CANCEL = Set.of(
            "=", "<>", "<", "<=", ">", ">=", "-", "/", "%", "#", "~~", "!~~", "~~*", "!~~*", "~", "!~", "@>", "<@");

    private static final Map<String, String> OPPOSITES = Map.of(
            "=", "<>",
            "<", ">=",
            ">", "<=",
            "~~", "!~~",
            "~~*", "!~~*",
            "~", "!~",
            "~*", "!~*",
            "BETWEEN", "NOT BETWEEN",
            "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC");

    boolean like(JsonNode one, JsonNode other) {
        if (one.has("A_Const") && other.has("A_Const")) {
            return sameLiteral(one, other);
        }
        if (one.has("ColumnRef") && other.has("ColumnRef")) {
            return sameColumn(names(one), names(other));
        }
        if (one.isObject() && other.isObject()) {
            return SameTree.fields(one).equals(SameTree.fields(other))
                    && SameTree.fields(one).stream().allMatch(field -> like(one.path(field), other.path(field)));
        }
        if (one.isArray() && other.isArray()) {
            boolean like = one.size() == other.size();
            for (int i = 0; like && i < one.size(); i++) {
                like = like(one.get(i), other.get(i));
            }
            return like;
        }
        return one.isMissingNode() ? other.isMissingNode() : one.equals(other);
    }

    private boolean sameLiteral(JsonNode one, JsonNode other) {
        return switch (literals) {
            case ALWAYS -> true;
            case NEVER -> false;
            case BY_VALUE -> SameTree.PLAIN.same(one, other);
        };
    }

    /// Whether an `A_Expr` is the same for all rows although it reads them: `x = x`, `x BETWEEN x AND x`, `x IN (1,
    /// x)`,
    /// `x LIKE '%'`.
    boolean cancelsOut(JsonNode expression) {
        JsonNode left = expression.path("lexpr");
        JsonNode right = expression.path("rexpr");
        String operator = Ast.last(expression.path("name"));
        return switch (Ast.text(expression, "kind")) {
            case "AEXPR_IN" -> Ast.items(right).stream().anyMatch(item -> like(left, item));
            case "AEXPR_OP_ANY", "AEXPR_OP_ALL" ->
                Ast.items(right.path("A_ArrayExpr").path("elements")).stream().anyMatch(item -> like(left, item));
            case "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN", "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM" ->
                Ast.items(right).stream().allMatch(item -> like(left, item));
            case "AEXPR_LIKE", "AEXPR_ILIKE" -> like(left, right) || isAnything(right);
            default -> CANCEL.contains(operator) && like(left, right);
        };
    }

    private boolean isAnything(JsonNode pattern) {
        JsonNode text = pattern.path("A_Const").path("sval");
        return !text.isMissingNode()
                && switch (literals) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case BY_VALUE -> Ast.text(text, "sval").chars().allMatch(c -> c == '%');
                };
    }

    /// Whether one of two conditions holds for every row that is not null.
    boolean opposite(JsonNode one, JsonNode other) {
        if (one.has("NullTest") && other.has("NullTest")) {
            JsonNode first = one.path("NullTest");
            JsonNode second = other.path("NullTest");
            return !Ast.text(first, "nulltesttype").equals(Ast.text(second, "nulltesttype"))
                    && like(first.path("arg"), second.path("arg"));
        }
        JsonNode negated = one.path("BoolExpr");
        if (Ast.text(negated, "boolop").equals("NOT_EXPR")) {
            return like(negated.path("args").path(0), other);
        }
        return one.has("A_Expr") && other.has("A_Expr") && oppositeOperators(Ast.body(one), Ast.body(other));
    }

    private boolean oppositeOperators(JsonNode one, JsonNode other) {
        String kinds = Ast.text(one, "kind") + Ast.text(other, "kind");
        String operator = Ast.last(other.path("name"));
        boolean opposite = kinds.equals("AEXPR_DISTINCTAEXPR_NOT_DISTINCT")
                || operator.equals(OPPOSITES.get(Ast.last(one.path("name"))));
        return opposite && like(one.path("lexpr"), other.path("lexpr")) && like(one.path("rexpr"), other.path("rexpr"));
    }

    private static List<String> names(JsonNode columnRef) {
        return Ast.strings(columnRef.path("ColumnRef").path("fields"));
    }

    /// A bare name means what the qualified one means, or PostgreSQL calls it ambiguous.
    private static boolean sameColumn(List<String> one, List<String> other) {
        int common = Math.min(one.size(), other.size());
        return one.subList(one.size() - common, one.size()).equals(other.subList(other.size() - common, other.size()));
    }
}
