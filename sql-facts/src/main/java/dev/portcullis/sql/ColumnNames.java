// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The name PostgreSQL gives to an output column without `AS`, by the rules of its `FigureColname`.
final class ColumnNames {

    private static final String UNNAMED = "?column?";

    /// A name and how good it is: 2 for the name of something, 1 for a name made up, 0 for none.
    private record Candidate(String name, int strength) {}

    private static final Candidate NONE = new Candidate(UNNAMED, 0);

    private ColumnNames() {}

    static String of(JsonNode expression) {
        return candidate(expression).name();
    }

    private static Candidate candidate(JsonNode expression) {
        JsonNode body = Ast.body(expression);
        return switch (Ast.type(expression)) {
            case "ColumnRef" -> lastString(body.path("fields"));
            case "A_Indirection" -> {
                Candidate last = lastString(body.path("indirection"));
                yield last.strength() > 0 ? last : candidate(body.path("arg"));
            }
            case "FuncCall" -> good(Ast.last(body.path("funcname")));
            case "A_Expr" -> Ast.text(body, "kind").equals("AEXPR_NULLIF") ? good("nullif") : NONE;
            case "TypeCast" ->
                stronger(
                        candidate(body.path("arg")),
                        Ast.last(body.path("typeName").path("names")));
            case "CollateClause" -> candidate(body.path("arg"));
            case "CaseExpr" -> stronger(candidate(body.path("defresult")), "case");
            case "SubLink" -> subLink(body);
            case "GroupingFunc" -> good("grouping");
            case "MergeSupportFunc" -> good("merge_action");
            case "A_ArrayExpr" -> good("array");
            case "RowExpr" -> good("row");
            case "CoalesceExpr" -> good("coalesce");
            case "MinMaxExpr" -> good(Ast.text(body, "op").equals("IS_LEAST") ? "least" : "greatest");
            case "SQLValueFunction" -> good(valueFunction(Ast.text(body, "op")));
            case "XmlExpr" ->
                good(Ast.text(body, "op").substring("IS_".length()).toLowerCase(Locale.ROOT));
            case "XmlSerialize" -> good("xmlserialize");
            case "JsonParseExpr" -> good("json");
            case "JsonScalarExpr" -> good("json_scalar");
            case "JsonSerializeExpr" -> good("json_serialize");
            case "JsonObjectConstructor" -> good("json_object");
            case "JsonArrayConstructor", "JsonArrayQueryConstructor" -> good("json_array");
            case "JsonObjectAgg" -> good("json_objectagg");
            case "JsonArrayAgg" -> good("json_arrayagg");
            case "JsonFuncExpr" -> good(Ast.text(body, "op").replace("_OP", "").toLowerCase(Locale.ROOT));
            default -> NONE;
        };
    }

    private static Candidate good(String name) {
        return new Candidate(name, 2);
    }

    private static Candidate stronger(Candidate found, String made) {
        return found.strength() > 1 || made.isEmpty() ? found : new Candidate(made, 1);
    }

    private static Candidate lastString(JsonNode fields) {
        Candidate last = NONE;
        for (JsonNode field : fields) {
            String name = Ast.string(field);
            last = name.isEmpty() ? last : good(name);
        }
        return last;
    }

    private static Candidate subLink(JsonNode body) {
        return switch (Ast.text(body, "subLinkType")) {
            case "EXISTS_SUBLINK" -> good("exists");
            case "ARRAY_SUBLINK" -> good("array");
            case "EXPR_SUBLINK" -> good(firstColumn(body.path("subselect").path("SelectStmt")));
            default -> NONE;
        };
    }

    private static String firstColumn(JsonNode select) {
        if (Ast.has(select, "larg")) {
            return firstColumn(select.path("larg"));
        }
        if (Ast.has(select, "valuesLists")) {
            return "column1";
        }
        JsonNode target = select.path("targetList").path(0).path("ResTarget");
        return Ast.has(target, "name") ? Ast.text(target, "name") : of(target.path("val"));
    }

    private static String valueFunction(String op) {
        String name = op.substring("SVFOP_".length());
        return (name.endsWith("_N") ? name.substring(0, name.length() - 2) : name).toLowerCase(Locale.ROOT);
    }
}
