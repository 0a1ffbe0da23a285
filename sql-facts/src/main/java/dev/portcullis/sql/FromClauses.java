// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import dev.portcullis.contracts.command.SqlRelation.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the elements of a `FROM` clause bring into scope, by the rules of PostgreSQL's `transformFromClause`.
final class FromClauses {

    /// The columns of the set-returning functions that are used most; `*` is the alias, or the function's
    /// name. Of every other function the columns cannot be listed.
    private static final Map<String, List<String>> RESULTS = Map.ofEntries(
            Map.entry("generate_series", List.of("*")),
            Map.entry("generate_subscripts", List.of("*")),
            Map.entry("regexp_split_to_table", List.of("*")),
            Map.entry("regexp_matches", List.of("*")),
            Map.entry("string_to_table", List.of("*")),
            Map.entry("json_object_keys", List.of("*")),
            Map.entry("jsonb_object_keys", List.of("*")),
            Map.entry("jsonb_path_query", List.of("*")),
            Map.entry("json_array_elements", List.of("value")),
            Map.entry("json_array_elements_text", List.of("value")),
            Map.entry("jsonb_array_elements", List.of("value")),
            Map.entry("jsonb_array_elements_text", List.of("value")),
            Map.entry("json_each", List.of("key", "value")),
            Map.entry("json_each_text", List.of("key", "value")),
            Map.entry("jsonb_each", List.of("key", "value")),
            Map.entry("jsonb_each_text", List.of("key", "value")));

    private final Walk walk;
    private final Joins joins;

    FromClauses(Walk walk) {
        this.walk = walk;
        this.joins = new Joins(walk);
    }

    /// The scope with all elements of a `FROM` list.
    Scope scope(JsonNode list, Scope scope) {
        Scope grown = scope;
        for (JsonNode element : list) {
            grown = grown.plus(items(element, grown));
        }
        return grown;
    }

    /// What one element brings.
    ///
    /// @param scope the level it stands in, with all that stands to its left
    List<RangeItem> items(JsonNode element, Scope scope) {
        walk.facts().work(1);
        JsonNode body = Ast.body(element);
        return switch (Ast.type(element)) {
            case "RangeVar" -> List.of(relation(body, scope));
            case "RangeSubselect" -> List.of(subselect(body, scope));
            case "RangeFunction" -> List.of(function(body, scope));
            case "RangeTableFunc" -> List.of(table(body, scope, "columns", "RangeTableFuncCol", "colname"));
            case "JsonTable" -> List.of(table(body, scope, "columns", "JsonTableColumn", "name"));
            case "RangeTableSample" -> {
                walk.expressions().filter(body.path("args"), scope);
                walk.expressions().filter(body.path("repeatable"), scope);
                List<String> method = Ast.strings(body.path("method"));
                if (method.size() > 1 || !(method.contains("bernoulli") || method.contains("system"))) {
                    walk.facts().opaque();
                }
                yield items(body.path("relation"), scope);
            }
            case "JoinExpr" -> joins.items(body, scope);
            default -> {
                walk.facts().opaque();
                yield List.of(RangeItem.of(
                        null, List.of(new OutputColumn("*", walk.lineages().untraceable(), null, true))));
            }
        };
    }

    private RangeItem relation(JsonNode rangeVar, Scope scope) {
        if (!Ast.has(rangeVar, "schemaname")) {
            Optional<List<OutputColumn>> cte = scope.cte(Ast.text(rangeVar, "relname"));
            if (cte.isPresent()) {
                return aliased(rangeVar, Ast.text(rangeVar, "relname"), cte.get());
            }
        }
        return walk.relations().item(rangeVar, Access.READ);
    }

    private RangeItem subselect(JsonNode body, Scope scope) {
        // Without LATERAL a subquery does not see what stands beside it, only the levels around.
        Scope visible = Ast.flag(body, "lateral") ? scope : scope.with(List.of());
        List<OutputColumn> columns = walk.selects().select(body.path("subquery").path("SelectStmt"), visible);
        walk.facts().computed(columns);
        return aliased(body, null, columns);
    }

    private RangeItem function(JsonNode body, Scope scope) {
        List<OutputColumn> columns = new ArrayList<>();
        String first = "";
        for (JsonNode element : body.path("functions")) {
            List<JsonNode> parts = Ast.items(element);
            JsonNode call = parts.getFirst();
            String name = ColumnNames.of(call);
            first = first.isEmpty() ? name : first;
            Lineage lineage = walk.lineages().derived(walk.expressions().of(call, scope));
            // How many rows it returns depends on what it is given.
            walk.facts().use(lineage, Use.FILTER);
            List<JsonNode> definitions = parts.size() > 1 ? Ast.items(parts.get(1)) : List.of();
            if (definitions.isEmpty()) {
                definitions = Ast.items(body.path("coldeflist"));
            }
            columns.addAll(definitions.isEmpty() ? results(body, call, name, lineage) : defined(definitions, lineage));
        }
        if (Ast.flag(body, "ordinality")) {
            columns.add(new OutputColumn("ordinality", walk.lineages().nothing()));
        }
        return aliased(body, first, columns);
    }

    private static List<OutputColumn> defined(List<JsonNode> definitions, Lineage lineage) {
        return definitions.stream()
                .map(d -> new OutputColumn(Ast.text(d.path("ColumnDef"), "colname"), lineage))
                .toList();
    }

    private static List<OutputColumn> results(JsonNode body, JsonNode call, String name, Lineage lineage) {
        List<String> qualified = Ast.strings(call.path("FuncCall").path("funcname"));
        boolean builtIn = qualified.size() == 1 || qualified.getFirst().equals("pg_catalog");
        List<String> names = builtIn && lineage instanceof Lineage.Derived ? RESULTS.get(name) : null;
        if (names == null) {
            return List.of(new OutputColumn("*", lineage, null, true));
        }
        boolean alone = body.path("functions").size() == 1 && Ast.has(body.path("alias"), "aliasname");
        String alias = alone ? Ast.text(body.path("alias"), "aliasname") : name;
        return names.stream()
                .map(n -> new OutputColumn(n.equals("*") ? alias : n, lineage))
                .toList();
    }

    private RangeItem table(JsonNode body, Scope scope, String field, String type, String nameField) {
        List<String> names = new ArrayList<>();
        names(body.path(field), type, nameField, names);
        Lineage lineage = walk.lineages().derived(expressions(body, scope));
        walk.facts().use(lineage, Use.FILTER);
        List<OutputColumn> columns =
                names.stream().map(n -> new OutputColumn(n, lineage)).toList();
        return aliased(body, type.startsWith("Json") ? "json_table" : "xmltable", columns);
    }

    private static void names(JsonNode columns, String type, String nameField, List<String> names) {
        for (JsonNode column : columns) {
            JsonNode body = column.path(type);
            if (Ast.has(body, nameField)) {
                names.add(Ast.text(body, nameField));
            }
            names(body.path("columns"), type, nameField, names);
        }
    }

    /// Everything in a table function's fields, whose columns are nodes that only hold expressions.
    private Lineage expressions(JsonNode node, Scope scope) {
        List<Lineage> found = new ArrayList<>();
        for (JsonNode child : node) {
            boolean holder = child.has("RangeTableFuncCol") || child.has("JsonTableColumn");
            if (Ast.isWrapped(child) && !holder) {
                found.add(walk.expressions().of(child, scope));
            } else if (child.isContainer()) {
                found.add(expressions(child, scope));
            }
        }
        return walk.lineages().derived(found);
    }

    private static RangeItem aliased(JsonNode body, @Nullable String name, List<OutputColumn> columns) {
        JsonNode alias = body.path("alias");
        return RangeItem.of(
                Ast.has(alias, "aliasname") ? Ast.text(alias, "aliasname") : name,
                RangeItem.renamed(columns, Ast.strings(alias.path("colnames"))));
    }
}
