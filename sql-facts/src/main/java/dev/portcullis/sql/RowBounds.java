// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Whether the number of rows a query returns is bounded by its text: by `LIMIT` with a number or parameter,
/// by being an aggregate over everything, or by asking no table at all.
final class RowBounds {

    /// Calls that return one row for many.
    private static final Set<String> AGGREGATES = Set.of("count", "sum", "avg", "min", "max", "bool_and", "bool_or");

    private RowBounds() {}

    static boolean bounded(JsonNode select) {
        JsonNode limit = select.path("limitCount");
        if (!limit.isMissingNode() && !Ast.text(select, "limitOption").equals("LIMIT_OPTION_WITH_TIES")) {
            JsonNode constant = limit.path("A_Const");
            if (limit.has("ParamRef") || (limit.has("A_Const") && !Ast.flag(constant, "isnull"))) {
                return true;
            }
        }
        if (Ast.has(select, "larg")) {
            return bounded(select.path("larg")) && bounded(select.path("rarg"));
        }
        if (Ast.has(select, "valuesLists")) {
            return true;
        }
        boolean oneGroup = !Ast.has(select, "groupClause") && everyTargetIsAnAggregate(select.path("targetList"));
        boolean noTable = !Ast.has(select, "fromClause") && !calls(select.path("targetList"));
        return oneGroup || noTable;
    }

    private static boolean everyTargetIsAnAggregate(JsonNode targets) {
        for (JsonNode target : targets) {
            JsonNode call = target.path("ResTarget").path("val").path("FuncCall");
            boolean aggregate = AGGREGATES.contains(Ast.last(call.path("funcname"))) && !Ast.has(call, "over");
            // A set-returning function among the arguments cannot multiply the rows: PostgreSQL refuses it there.
            if (!aggregate) {
                return false;
            }
        }
        return !targets.isEmpty();
    }

    /// Whether anything is called that might return many rows.
    private static boolean calls(JsonNode node) {
        if (node.has("FuncCall")
                && !HarmlessFunctions.isScalar(Ast.last(node.path("FuncCall").path("funcname")))) {
            return true;
        }
        for (JsonNode child : node) {
            if (calls(child)) {
                return true;
            }
        }
        return false;
    }
}
