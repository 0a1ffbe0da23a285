// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is known of shapes under one catalogue. Bounded: of two generations the older one is forgotten when
/// the younger one is full.
final class Shapes {

    private static final int GENERATION = 4096;

    private volatile Map<Shape, AnalyzedCommand> young = new ConcurrentHashMap<>();
    private volatile Map<Shape, AnalyzedCommand> old = Map.of();

    /// What was found out about a command of this shape; its texts are of that command.
    @Nullable
    AnalyzedCommand get(Shape shape) {
        AnalyzedCommand found = young.get(shape);
        if (found == null) {
            found = old.get(shape);
            if (found != null) {
                put(shape, found);
            }
        }
        return found;
    }

    void put(Shape shape, AnalyzedCommand command) {
        if (young.size() >= GENERATION) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(shape, command);
    }

    /// Whether what was found out about a command of this shape holds for all of them: when there is no
    /// literal at all, or only where literals are values and nothing else.
    static boolean holdsForAll(Shape shape, ParseTree tree) {
        if (!shape.hasLiterals()) {
            return true;
        }
        return tree.statements().stream().allMatch(s -> isQuery(s.node()) && !dependsOnLiterals(s.node()));
    }

    private static boolean isQuery(JsonNode statement) {
        return switch (Ast.type(statement)) {
            case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> true;
            default -> false;
        };
    }

    /// `ORDER BY 1` means a column, `set_config('role', …)` a setting; `id = 1 OR id <> 1` is no condition.
    private static boolean dependsOnLiterals(JsonNode node) {
        if (Ast.last(node.path("FuncCall").path("funcname")).equals("set_config")
                || conditionDependsOnLiterals(node)
                || hasConstant(node.path("sortClause"))
                || hasConstant(node.path("groupClause"))
                || hasConstant(node.path("distinctClause"))) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainer() && dependsOnLiterals(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean conditionDependsOnLiterals(JsonNode node) {
        return switch (Ast.type(node)) {
            case "UpdateStmt", "DeleteStmt", "MergeStmt" ->
                Conditions.missing(Ast.type(node), Ast.body(node), LikeTrees.WITH_EQUAL_LITERALS)
                        != Conditions.missing(Ast.type(node), Ast.body(node), LikeTrees.WITH_DISTINCT_LITERALS);
            default -> false;
        };
    }

    private static boolean hasConstant(JsonNode clause) {
        for (JsonNode item : clause) {
            if (item.has("A_Const")
                    || item.path("SortBy").path("node").has("A_Const")
                    || hasConstant(item.path("GroupingSet").path("content"))
                    || hasConstant(item.path("RowExpr").path("args"))) {
                return true;
            }
        }
        return false;
    }
}
