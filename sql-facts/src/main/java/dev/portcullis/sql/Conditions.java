// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Whether a condition can tell one row of a changed table from another. One that is true for every row as far as the
/// tree shows it is none: a constant, `x = x`, `x IS NULL OR x IS NOT NULL`, anything beside `OR true`. What would
/// have to be computed is not seen: `x * 0 = 0` passes for a condition.
///
/// In doubt it is none. A parameter beside `OR` may be true, and so may a subquery that the row has no part in.
final class Conditions {

    private final Set<String> target;
    private final LikeTrees trees;
    private final boolean ownNames;

    /// Conditions on the rows of one table.
    ///
    /// @param target how the table's columns may be qualified
    /// @param ownNames a bare name counts as one of its columns; in a subquery it is rather one of the subquery's
    private Conditions(Set<String> target, LikeTrees trees, boolean ownNames) {
        this.target = target;
        this.trees = trees;
        this.ownNames = ownNames;
    }

    /// Whether a statement changes rows of a table that is there, and nothing tells which.
    static boolean missing(String type, JsonNode body, LikeTrees trees) {
        Conditions conditions = new Conditions(Set.of(name(body.path("relation"))), trees, true);
        return switch (type) {
            case "UpdateStmt", "DeleteStmt" -> !conditions.decide(body.path("whereClause"), false);
            case "MergeStmt" -> conditions.missingInMerge(body);
            default -> false;
        };
    }

    private boolean missingInMerge(JsonNode body) {
        JsonNode join = body.path("joinCondition");
        for (JsonNode item : body.path("mergeWhenClauses")) {
            JsonNode when = item.path("MergeWhenClause");
            boolean changes = switch (Ast.text(when, "commandType")) {
                case "CMD_UPDATE", "CMD_DELETE" -> true;
                default -> false;
            };
            boolean unmatched = Ast.text(when, "matchKind").equals("MERGE_WHEN_NOT_MATCHED_BY_SOURCE");
            if (changes && !decide(join, unmatched) && !decide(when.path("condition"), false)) {
                return true;
            }
        }
        return false;
    }

    /// Whether it depends on the row if a condition, or what it negates, holds.
    private boolean decide(JsonNode condition, boolean negated) {
        JsonNode body = Ast.body(condition);
        return switch (Ast.type(condition)) {
            case "BoolExpr" -> logic(body, negated);
            case "BooleanTest" -> {
                boolean opposite = negated != Ast.text(body, "booltesttype").matches("IS_FALSE|IS_NOT_TRUE");
                yield decide(body.path("arg"), opposite);
            }
            case "CaseExpr" -> caseOf(body);
            // What comes after the first counts where that is null.
            case "CoalesceExpr" -> decide(body.path("args").path(0), negated);
            default -> varies(condition);
        };
    }

    private boolean logic(JsonNode body, boolean negated) {
        List<JsonNode> parts = Ast.items(body.path("args"));
        Predicate<JsonNode> decides = part -> decide(part, negated);
        return switch (Ast.text(body, "boolop")) {
            case "NOT_EXPR" -> decide(parts.getFirst(), !negated);
            case "AND_EXPR" -> negated ? all(parts, decides) : parts.stream().anyMatch(decides);
            default -> negated ? parts.stream().anyMatch(decides) : all(parts, decides);
        };
    }

    private boolean all(List<JsonNode> parts, Predicate<JsonNode> decides) {
        return parts.stream().allMatch(decides)
                && parts.stream().noneMatch(one -> parts.stream().anyMatch(other -> trees.opposite(one, other)));
    }

    private boolean caseOf(JsonNode body) {
        JsonNode first = body.path("args").path(0).path("CaseWhen");
        List<JsonNode> results = new ArrayList<>();
        body.path("args").forEach(when -> results.add(when.path("CaseWhen").path("result")));
        results.add(body.path("defresult"));
        boolean asks = varies(body.path("arg")) || varies(first.path("expr"));
        return asks && !results.stream().allMatch(result -> trees.like(result, results.getFirst()));
    }

    /// Whether a value may be another one for another row.
    private boolean varies(JsonNode value) {
        JsonNode body = Ast.body(value);
        return switch (Ast.type(value)) {
            case "ColumnRef" -> refers(Ast.strings(body.path("fields")));
            case "CurrentOfExpr" -> true;
            case "BoolExpr", "BooleanTest" -> decide(value, false) && decide(value, true);
            case "A_Expr" -> !trees.cancelsOut(body) && anyVaries(body);
            case "SubLink" -> subquery(body);
            default -> anyVaries(value);
        };
    }

    private boolean anyVaries(JsonNode node) {
        Conditions inner = ownNames ? this : within(node.path("fromClause"));
        for (JsonNode child : node) {
            if (child.isContainer() && inner.varies(child)) {
                return true;
            }
        }
        return false;
    }

    private boolean refers(List<String> names) {
        return names.size() == 1
                ? ownNames
                : names.subList(0, names.size() - 1).stream().anyMatch(target::contains);
    }

    private boolean subquery(JsonNode link) {
        JsonNode select = link.path("subselect").path("SelectStmt");
        JsonNode tested = link.path("testexpr");
        return varies(tested)
                ? !isEveryRow(select)
                : new Conditions(target, trees, false).varies(link.path("subselect"));
    }

    /// `x IN (SELECT x FROM the same table)`, without anything that leaves a row out.
    private boolean isEveryRow(JsonNode select) {
        JsonNode from = select.path("fromClause");
        JsonNode table = from.path(0).path("RangeVar");
        boolean cut = Stream.of("limitCount", "limitOffset", "havingClause", "withClause", "larg")
                .anyMatch(clause -> Ast.has(select, clause));
        return !cut
                && from.size() == 1
                && target.contains(Ast.text(table, "relname"))
                && !new Conditions(Set.of(name(table)), trees, true).decide(select.path("whereClause"), false);
    }

    /// What a subquery's own tables are called hides what is outside.
    private Conditions within(JsonNode from) {
        if (from.isMissingNode()) {
            return this;
        }
        Set<String> outside = new HashSet<>(target);
        hide(from, outside);
        return new Conditions(outside, trees, false);
    }

    private static void hide(JsonNode node, Set<String> names) {
        if (node.has("aliasname")) {
            names.remove(Ast.text(node, "aliasname"));
        } else if (node.has("RangeVar")) {
            names.remove(name(node.path("RangeVar")));
        } else if (!node.has("SubLink")) {
            node.forEach(child -> hide(child, names));
        }
    }

    private static String name(JsonNode rangeVar) {
        JsonNode alias = rangeVar.path("alias");
        return Ast.has(alias, "aliasname") ? Ast.text(alias, "aliasname") : Ast.text(rangeVar, "relname");
    }
}
