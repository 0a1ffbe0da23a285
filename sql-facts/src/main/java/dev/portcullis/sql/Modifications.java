// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import dev.portcullis.contracts.command.SqlRelation.Access;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `INSERT`, `UPDATE`, `DELETE` and `MERGE`: what they assign, and what `RETURNING` gives back.
final class Modifications {

    private final Walk walk;

    Modifications(Walk walk) {
        this.walk = walk;
    }

    /// The output of any statement that may stand in `WITH`.
    List<OutputColumn> query(JsonNode statement, Scope scope) {
        JsonNode body = Ast.body(statement);
        return switch (Ast.type(statement)) {
            case "SelectStmt" -> walk.selects().select(body, scope);
            case "InsertStmt" -> insert(body, scope.inner());
            case "UpdateStmt" -> update(body, scope.inner());
            case "DeleteStmt" -> delete(body, scope.inner());
            case "MergeStmt" -> merge(body, scope.inner());
            default -> {
                walk.facts().opaque();
                yield List.of(new OutputColumn("*", walk.lineages().untraceable(), null, true));
            }
        };
    }

    private List<OutputColumn> insert(JsonNode body, Scope outer) {
        Scope scope = walk.selects().ctes().scope(body.path("withClause"), outer);
        RangeItem target = walk.relations().item(body.path("relation"), Access.WRITE);
        writes(target, body.path("cols"));
        Stored stored = new Stored(walk.lineages());
        if (Ast.has(body, "selectStmt")) {
            List<OutputColumn> rows =
                    walk.selects().select(body.path("selectStmt").path("SelectStmt"), scope);
            copied(rows);
            stored.putRows(into(target, body.path("cols")), rows);
        }
        JsonNode conflict = body.path("onConflictClause");
        Scope withTarget = scope.plus(List.of(target));
        for (JsonNode element : conflict.path("infer").path("indexElems")) {
            JsonNode index = element.path("IndexElem");
            if (Ast.has(index, "name")) {
                walk.facts()
                        .use(
                                walk.lookup()
                                        .inItem(target, Ast.text(index, "name"))
                                        .lineage(),
                                Use.FILTER);
            }
            walk.expressions().filter(index.path("expr"), withTarget);
        }
        walk.expressions().filter(conflict.path("infer").path("whereClause"), withTarget);
        // `excluded` shows the row that could not be inserted: what the command itself brought along.
        RangeItem excluded = new RangeItem("excluded", target.relation(), true, target.columns(), true, false);
        Scope onConflict = withTarget.plus(List.of(excluded));
        assign(target, conflict.path("targetList"), onConflict, stored);
        walk.expressions().filter(conflict.path("whereClause"), onConflict);
        return returning(body, target, withTarget, stored);
    }

    private List<OutputColumn> update(JsonNode body, Scope outer) {
        Scope scope = walk.selects().ctes().scope(body.path("withClause"), outer);
        RangeItem target = walk.relations().item(body.path("relation"), Access.WRITE);
        Scope all = walk.fromClauses().scope(body.path("fromClause"), scope.plus(List.of(target)));
        Stored stored = new Stored(walk.lineages());
        assign(target, body.path("targetList"), all, stored);
        walk.expressions().filter(body.path("whereClause"), all);
        return returning(body, target, all, stored);
    }

    private List<OutputColumn> delete(JsonNode body, Scope outer) {
        Scope scope = walk.selects().ctes().scope(body.path("withClause"), outer);
        RangeItem target = walk.relations().item(body.path("relation"), Access.WRITE);
        Scope all = walk.fromClauses().scope(body.path("usingClause"), scope.plus(List.of(target)));
        walk.expressions().filter(body.path("whereClause"), all);
        return returning(body, target, all, new Stored(walk.lineages()));
    }

    private List<OutputColumn> merge(JsonNode body, Scope outer) {
        Scope scope = walk.selects().ctes().scope(body.path("withClause"), outer);
        RangeItem target = walk.relations().item(body.path("relation"), Access.WRITE);
        List<RangeItem> source = walk.fromClauses().items(body.path("sourceRelation"), scope);
        Scope all = scope.plus(source).plus(List.of(target));
        walk.expressions().filter(body.path("joinCondition"), all);
        Stored stored = new Stored(walk.lineages());
        for (JsonNode item : body.path("mergeWhenClauses")) {
            JsonNode when = item.path("MergeWhenClause");
            walk.expressions().filter(when.path("condition"), all);
            assign(target, when.path("targetList"), all, stored);
            Lineage values = walk.expressions().parts(when.path("values"), all);
            walk.facts().use(values, Use.OUTPUT);
            stored.putAnywhere(values);
        }
        return returning(body, target, all, stored);
    }

    private void writes(RangeItem target, JsonNode columns) {
        if (columns.isEmpty()) {
            target.columns().forEach(c -> walk.facts().use(c.lineage(), Use.WRITE));
        }
        for (JsonNode column : columns) {
            write(target, Ast.text(column.path("ResTarget"), "name"));
        }
    }

    private void write(RangeItem target, String name) {
        walk.facts().use(walk.lookup().inItem(target, name).lineage(), Use.WRITE);
    }

    private void assign(RangeItem target, JsonNode targets, Scope scope, Stored stored) {
        for (JsonNode item : targets) {
            JsonNode assignment = item.path("ResTarget");
            write(target, Ast.text(assignment, "name"));
            walk.facts().use(walk.expressions().parts(assignment.path("indirection"), scope), Use.OUTPUT);
            Lineage value = walk.expressions().parts(assignment.path("val"), scope);
            walk.facts().use(value, Use.OUTPUT);
            stored.put(Ast.text(assignment, "name"), value);
        }
    }

    /// What is read in order to be stored elsewhere leaves its classification behind: it counts as output.
    private void copied(List<OutputColumn> columns) {
        columns.forEach(c -> walk.facts().use(c.lineage(), Use.OUTPUT));
    }

    private static List<String> into(RangeItem target, JsonNode columns) {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(Ast.text(column.path("ResTarget"), "name")));
        if (names.isEmpty() && !target.isOpen()) {
            target.columns().forEach(column -> names.add(column.name()));
        }
        return names;
    }

    private List<OutputColumn> returning(JsonNode body, RangeItem plain, Scope given, Stored stored) {
        JsonNode clause = body.path("returningClause");
        if (clause.isMissingNode()) {
            return List.of();
        }
        RangeItem target = stored.in(plain);
        Scope scope = given.with(
                given.items().stream().map(i -> i.equals(plain) ? target : i).toList());
        List<RangeItem> versions = new ArrayList<>();
        versions.add(version(clause, "RETURNING_OPTION_OLD", "old", target, scope));
        versions.add(version(clause, "RETURNING_OPTION_NEW", "new", target, scope));
        versions.removeIf(v -> v.alias() == null);
        return walk.selects().targets(clause.path("exprs"), scope.plus(versions));
    }

    private static RangeItem version(JsonNode clause, String option, String name, RangeItem target, Scope scope) {
        @Nullable
        String alias = scope.items().stream().anyMatch(i -> i.qualified() && name.equals(i.alias())) ? null : name;
        for (JsonNode item : clause.path("options")) {
            JsonNode given = item.path("ReturningOption");
            if (Ast.text(given, "option").equals(option)) {
                alias = Ast.text(given, "value");
            }
        }
        return versionOf(target, alias);
    }

    private static RangeItem versionOf(RangeItem target, @Nullable String alias) {
        return new RangeItem(alias, target.relation(), true, target.columns(), alias != null, false);
    }
}
