// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The columns a query returns and where they come from.
final class Selects {

    /// PostgreSQL's bound on a target list; beyond it the server refuses anyway.
    private static final int MAX_COLUMNS = 1664;

    private final Walk walk;
    private final Ctes ctes;

    Selects(Walk walk) {
        this.walk = walk;
        this.ctes = new Ctes(walk);
    }

    Ctes ctes() {
        return ctes;
    }

    /// The output of a `SELECT`, `VALUES` or set operation. Its rows' conditions are noted; its columns are
    /// not, as only the one who asked knows what they are used for.
    List<OutputColumn> select(JsonNode select, Scope outer) {
        walk.facts().work(1);
        Scope scope = ctes.scope(select.path("withClause"), outer.inner());
        List<OutputColumn> columns = Ast.has(select, "larg") ? setOperation(select, scope) : leaf(select, scope);
        walk.facts().work(columns.size());
        if (columns.size() > MAX_COLUMNS) {
            throw new StatementFacts.TooMuchWork();
        }
        return columns;
    }

    private List<OutputColumn> leaf(JsonNode select, Scope outer) {
        if (Ast.has(select, "valuesLists")) {
            List<OutputColumn> rows = values(select.path("valuesLists"), outer);
            orderAndLimit(select, rows, outer);
            return rows;
        }
        Scope scope = walk.fromClauses().scope(select.path("fromClause"), outer);
        Expressions expressions = walk.expressions();
        expressions.filter(select.path("whereClause"), scope);
        expressions.filter(select.path("havingClause"), scope);
        for (JsonNode window : select.path("windowClause")) {
            expressions.window(window.path("WindowDef"), scope);
        }
        List<OutputColumn> columns = targets(select.path("targetList"), scope);
        groups(select.path("groupClause"), columns, scope);
        distinct(select.path("distinctClause"), columns, scope);
        orderAndLimit(select, columns, scope);
        return columns;
    }

    /// A target or `RETURNING` list.
    List<OutputColumn> targets(JsonNode list, Scope scope) {
        List<OutputColumn> columns = new ArrayList<>();
        for (JsonNode item : list) {
            JsonNode target = item.path("ResTarget");
            JsonNode value = target.path("val");
            walk.expressions()
                    .star(value, scope)
                    .ifPresentOrElse(
                            columns::addAll,
                            () -> columns.add(walk.expressions()
                                    .target(
                                            Ast.has(target, "name") ? Ast.text(target, "name") : ColumnNames.of(value),
                                            value,
                                            scope)));
            walk.facts().work(columns.size() / 16);
        }
        return columns;
    }

    /// The rows of `VALUES`: each column is computed from all the rows.
    List<OutputColumn> values(JsonNode rows, Scope scope) {
        List<List<Lineage>> byColumn = new ArrayList<>();
        for (JsonNode row : rows) {
            List<JsonNode> items = Ast.items(row);
            for (int i = 0; i < items.size(); i++) {
                if (byColumn.size() <= i) {
                    byColumn.add(new ArrayList<>());
                }
                byColumn.get(i).add(walk.expressions().of(items.get(i), scope));
            }
        }
        List<OutputColumn> columns = new ArrayList<>();
        for (List<Lineage> lineages : byColumn) {
            columns.add(new OutputColumn(
                    "column" + (columns.size() + 1), walk.lineages().derived(lineages)));
        }
        return columns;
    }

    private List<OutputColumn> setOperation(JsonNode select, Scope scope) {
        List<OutputColumn> left = select(select.path("larg"), scope);
        List<OutputColumn> right = select(select.path("rarg"), scope);
        List<OutputColumn> columns = both(left, right);
        if (!Ast.flag(select, "all") || !Ast.text(select, "op").equals("SETOP_UNION")) {
            // Rows are compared: which ones are left tells something of the values.
            columns.forEach(c -> walk.facts().use(c.lineage(), Use.FILTER));
        }
        orderAndLimit(select, columns, scope);
        return columns;
    }

    private List<OutputColumn> both(List<OutputColumn> left, List<OutputColumn> right) {
        boolean open =
                left.stream().anyMatch(OutputColumn::repeats) || right.stream().anyMatch(OutputColumn::repeats);
        if (open || left.size() != right.size()) {
            // Which column meets which cannot be told.
            Lineage any = walk.lineages()
                    .derived(walk.lineages().ofAll(left), walk.lineages().ofAll(right));
            List<OutputColumn> columns = new ArrayList<>();
            left.stream().filter(c -> !c.repeats()).forEach(c -> columns.add(new OutputColumn(c.name(), any)));
            return left.stream().anyMatch(OutputColumn::repeats)
                    ? List.of(new OutputColumn("*", any, null, true))
                    : columns;
        }
        List<OutputColumn> columns = new ArrayList<>(left.size());
        for (int i = 0; i < left.size(); i++) {
            columns.add(new OutputColumn(
                    left.get(i).name(),
                    walk.lineages().derived(left.get(i).lineage(), right.get(i).lineage())));
        }
        return columns;
    }

    private void orderAndLimit(JsonNode select, List<OutputColumn> columns, Scope scope) {
        references(select.path("sortClause"), columns, scope);
        walk.expressions().filter(select.path("limitCount"), scope);
        walk.expressions().filter(select.path("limitOffset"), scope);
    }

    /// `GROUP BY`: a name means a column of the tables before it means one of the output. Both are taken note
    /// of.
    private void groups(JsonNode list, List<OutputColumn> columns, Scope scope) {
        for (JsonNode item : list) {
            if (item.has("GroupingSet")) {
                groups(item.path("GroupingSet").path("content"), columns, scope);
            } else if (item.has("RowExpr")) {
                groups(item.path("RowExpr").path("args"), columns, scope);
            } else {
                reference(item, columns, scope);
                List<String> names = Ast.strings(item.path("ColumnRef").path("fields"));
                if (names.size() == 1) {
                    walk.lookup()
                            .ifColumn(names.getFirst(), scope)
                            .ifPresent(c -> walk.facts().use(c.lineage(), Use.FILTER));
                }
            }
        }
    }

    /// `DISTINCT` is `GROUP BY` of everything; PostgreSQL writes it as a list of one empty item.
    private void distinct(JsonNode list, List<OutputColumn> columns, Scope scope) {
        if (list.size() == 1 && list.get(0).isEmpty()) {
            columns.forEach(c -> walk.facts().use(c.lineage(), Use.FILTER));
        } else {
            references(list, columns, scope);
        }
    }

    /// `ORDER BY` and `DISTINCT ON`.
    private void references(JsonNode list, List<OutputColumn> columns, Scope scope) {
        for (JsonNode item : list) {
            // `USING OPERATOR(schema.<)`: taken note of like any operator; of the order itself it says nothing.
            walk.expressions().operator(item.path("SortBy").path("useOp"));
            reference(item.has("SortBy") ? item.path("SortBy").path("node") : item, columns, scope);
        }
    }

    /// The number or name of an output column, or an expression.
    private void reference(JsonNode expression, List<OutputColumn> columns, Scope scope) {
        int number = expression.path("A_Const").path("ival").path("ival").asInt(0);
        if (number > 0 && number <= columns.size()) {
            boolean open = columns.stream().anyMatch(OutputColumn::repeats);
            Lineage lineage = open
                    ? walk.lineages().ofAll(columns)
                    : columns.get(number - 1).lineage();
            walk.facts().use(lineage, Use.FILTER);
            return;
        }
        List<String> names = Ast.strings(expression.path("ColumnRef").path("fields"));
        List<OutputColumn> named =
                columns.stream().filter(c -> names.equals(List.of(c.name()))).toList();
        named.forEach(c -> walk.facts().use(c.lineage(), Use.FILTER));
        if (named.isEmpty()) {
            walk.expressions().filter(expression, scope);
        }
    }
}
