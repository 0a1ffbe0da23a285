// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The lineage of expressions. Walking one takes note of the functions it calls; the columns are noted by
/// whoever uses the value, since only they know what for.
final class Expressions {

    /// Nodes that hold nothing but expressions, and whose value is computed from all of them.
    private static final Set<String> PLAIN = Set.of(
            "A_ArrayExpr",
            "A_Expr",
            "A_Indices",
            "BoolExpr",
            "BooleanTest",
            "CaseExpr",
            "CaseWhen",
            "CoalesceExpr",
            "CollateClause",
            "GroupingFunc",
            "GroupingSet",
            "IndexElem",
            "JsonAggConstructor",
            "JsonArgument",
            "JsonArrayAgg",
            "JsonArrayConstructor",
            "JsonArrayQueryConstructor",
            "JsonBehavior",
            "JsonFuncExpr",
            "JsonIsPredicate",
            "JsonKeyValue",
            "JsonObjectAgg",
            "JsonObjectConstructor",
            "JsonOutput",
            "JsonParseExpr",
            "JsonScalarExpr",
            "JsonSerializeExpr",
            "JsonTablePathSpec",
            "JsonValueExpr",
            "List",
            "MinMaxExpr",
            "MultiAssignRef",
            "NamedArgExpr",
            "NullTest",
            "ResTarget",
            "RowExpr",
            "TypeCast",
            "WindowDef",
            "XmlExpr",
            "XmlSerialize");

    /// Nodes without anything of interest below.
    private static final Set<String> CONSTANT = Set.of(
            "A_Const",
            "A_Star",
            "Boolean",
            "CurrentOfExpr",
            "Float",
            "Integer",
            "MergeSupportFunc",
            "ParamRef",
            "SQLValueFunction",
            "SetToDefault",
            "String",
            "TypeName");

    private final Walk walk;

    Expressions(Walk walk) {
        this.walk = walk;
    }

    /// The lineage of an expression's value.
    Lineage of(JsonNode expression, Scope scope) {
        walk.facts().work(1);
        JsonNode body = Ast.body(expression);
        String type = Ast.type(expression);
        return switch (type) {
            case "ColumnRef" -> column(body, scope).lineage();
            case "FuncCall" -> call(body, scope);
            case "SubLink" -> subLink(body, scope);
            case "SelectStmt" -> walk.lineages().ofAll(walk.selects().select(body, scope));
            case "A_Indirection" -> indirection(body, scope).lineage();
            case "SortBy" -> walk.lineages().derived(operator(body.path("useOp")), parts(body, scope));
            case "A_Expr" -> walk.lineages().derived(operator(body.path("name")), parts(body, scope));
            default -> {
                if (CONSTANT.contains(type)) {
                    yield walk.lineages().nothing();
                }
                if (!PLAIN.contains(type)) {
                    // Not a node that is understood: it counts with all that is in it, and is not vouched for.
                    walk.facts().opaque();
                }
                yield parts(body, scope);
            }
        };
    }

    /// Takes note of the columns in expressions that decide which rows there are, or their order.
    void filter(JsonNode expression, Scope scope) {
        if (!expression.isMissingNode()) {
            walk.facts().use(parts(expression, scope), Use.FILTER);
        }
    }

    /// The lineage of all expressions anywhere below a node without type.
    Lineage parts(JsonNode node, Scope scope) {
        if (Ast.isWrapped(node)) {
            return of(node, scope);
        }
        List<Lineage> found = new ArrayList<>();
        for (JsonNode child : node) {
            if (child.isContainer()) {
                found.add(parts(child, scope));
            }
        }
        return walk.lineages().derived(found);
    }

    /// The value of a target list's expression, by the name the server gives it.
    OutputColumn target(String name, JsonNode expression, Scope scope) {
        OutputColumn column = switch (Ast.type(expression)) {
            case "ColumnRef" -> column(Ast.body(expression), scope);
            case "A_Indirection" -> indirection(Ast.body(expression), scope);
            default -> new OutputColumn(name, of(expression, scope));
        };
        return new OutputColumn(name, column.lineage(), column.origin(), false);
    }

    /// The columns that `*`, `alias.*` and `(row).*` stand for; empty for any other expression.
    Optional<List<OutputColumn>> star(JsonNode expression, Scope scope) {
        JsonNode body = Ast.body(expression);
        return switch (Ast.type(expression)) {
            case "ColumnRef" ->
                endsWithStar(body.path("fields")) ? Optional.of(columnStar(body, scope)) : Optional.empty();
            case "A_Indirection" ->
                endsWithStar(body.path("indirection")) ? Optional.of(rowStar(body, scope)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private List<OutputColumn> columnStar(JsonNode columnRef, Scope scope) {
        List<String> names = Ast.strings(columnRef.path("fields"));
        names.removeLast();
        if (names.isEmpty()) {
            return scope.star();
        }
        return walk.lookup().item(names, scope).map(RangeItem::columns).orElseGet(this::anything);
    }

    private List<OutputColumn> rowStar(JsonNode indirection, Scope scope) {
        JsonNode row = indirection.path("arg");
        if (indirection.path("indirection").size() == 1) {
            Optional<RangeItem> item = wholeRow(row, scope);
            if (item.isPresent()) {
                return item.get().columns();
            }
        }
        return List.of(new OutputColumn("*", walk.lineages().derived(parts(indirection, scope)), null, true));
    }

    private List<OutputColumn> anything() {
        return List.of(new OutputColumn("*", walk.lineages().untraceable(), null, true));
    }

    private Optional<RangeItem> wholeRow(JsonNode expression, Scope scope) {
        List<String> names = Ast.strings(expression.path("ColumnRef").path("fields"));
        return names.size() == 1 ? walk.lookup().wholeRow(names.getFirst(), scope) : Optional.empty();
    }

    private OutputColumn column(JsonNode columnRef, Scope scope) {
        JsonNode fields = columnRef.path("fields");
        if (endsWithStar(fields)) {
            return new OutputColumn("*", walk.lineages().ofAll(columnStar(columnRef, scope)));
        }
        return walk.lookup().find(Ast.strings(fields), scope);
    }

    private OutputColumn indirection(JsonNode body, Scope scope) {
        JsonNode path = body.path("indirection");
        String first = Ast.string(path.path(0));
        Optional<RangeItem> item = wholeRow(body.path("arg"), scope);
        if (item.isPresent() && !first.isEmpty()) {
            OutputColumn column = walk.lookup().inItem(item.get(), first);
            return path.size() == 1
                    ? column
                    : new OutputColumn(first, walk.lineages().derived(column.lineage(), parts(path, scope)));
        }
        return new OutputColumn(first, parts(body, scope));
    }

    private static boolean endsWithStar(JsonNode fields) {
        return !fields.isEmpty() && fields.get(fields.size() - 1).has("A_Star");
    }

    private Lineage subLink(JsonNode body, Scope scope) {
        Lineage tested = walk.lineages().derived(operator(body.path("operName")), parts(body.path("testexpr"), scope));
        List<OutputColumn> columns =
                walk.selects().select(body.path("subselect").path("SelectStmt"), scope);
        if (Ast.text(body, "subLinkType").equals("EXISTS_SUBLINK")) {
            return walk.lineages().nothing();
        }
        return walk.lineages().derived(tested, walk.lineages().ofAll(columns));
    }

    /// What an operator adds to the lineage of its operands. A qualified one is somebody's function; an
    /// unqualified one is found in `pg_catalog` first.
    Lineage operator(JsonNode names) {
        List<String> parts = Ast.strings(names);
        boolean builtIn = parts.size() < 2 || parts.getFirst().equals("pg_catalog");
        boolean pure = builtIn
                || walk.facts().function(parts.getFirst(), parts.getLast(), 2).pure();
        return pure ? walk.lineages().nothing() : walk.lineages().untraceable();
    }

    private Lineage call(JsonNode body, Scope scope) {
        List<String> names = Ast.strings(body.path("funcname"));
        String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
        JsonNode arguments = body.path("args");
        CatalogFunction function = Settings.noteSetConfig(names.getLast(), body, walk.facts())
                ? walk.facts().setConfig(schema, names.getLast(), arguments.size())
                : walk.facts().function(schema, names.getLast(), arguments.size());
        Lineage value = parts(arguments, scope);
        if (Ast.flag(body, "agg_within_group")) {
            value = walk.lineages().derived(value, parts(body.path("agg_order"), scope));
        } else {
            filter(body.path("agg_order"), scope);
        }
        if (HarmlessFunctions.returnsRows(names.getLast())) {
            walk.facts().use(value, Use.FILTER);
        }
        filter(body.path("agg_filter"), scope);
        window(body.path("over"), scope);
        return function.pure()
                ? walk.lineages().derived(value)
                : walk.lineages().untraceable();
    }

    /// Takes note of the columns that a window's partitions, order and frame depend on.
    void window(JsonNode window, Scope scope) {
        filter(window.path("partitionClause"), scope);
        filter(window.path("orderClause"), scope);
        filter(window.path("startOffset"), scope);
        filter(window.path("endOffset"), scope);
    }
}
