// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Collects what one statement names and uses while it is walked.
final class StatementFacts {

    private record Use(String relation, String column, SqlColumn.Use use) {}

    private final Catalog catalog;
    private final Set<SqlRelation> relations = new LinkedHashSet<>();
    private final Set<SqlFunction> functions = new LinkedHashSet<>();
    private final Map<Use, Set<String>> columns = new LinkedHashMap<>();
    private final Set<String> settings = new LinkedHashSet<>();
    private final Set<String> classifications = new TreeSet<>();
    private final Map<ColumnRef, Set<String>> known = new HashMap<>();
    private boolean administrative;
    private boolean opaque;
    private boolean leavesRelations;
    private boolean runsMadeCode;
    private final IdentityHashMap<JsonNode, String> rowsOfSettings = new IdentityHashMap<>();
    private int budget;

    StatementFacts(Catalog catalog, int budget) {
        this.catalog = catalog;
        this.budget = budget;
    }

    /// Thrown when a statement asks for more work than any sensible one.
    static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void work(int amount) {
        budget -= amount;
        if (budget < 0) {
            throw new TooMuchWork();
        }
    }

    int budget() {
        return budget;
    }

    void relation(CatalogRelation relation, SqlRelation.Access access) {
        relations.add(new SqlRelation(relation.schema(), relation.name(), true, access));
        if (access != SqlRelation.Access.READ && SystemCatalog.isSystem(relation.schema())) {
            // `UPDATE pg_settings` is `SET`, and nobody writes to a system relation for anything smaller.
            administrative = true;
            settings.add("*");
        }
        for (CatalogColumn column : relation.columns()) {
            known.put(ref(relation, column), column.classifications());
        }
    }

    /// A relation is named without its schema.
    void leavesRelation() {
        leavesRelations = true;
    }

    NameSearch search() {
        return new NameSearch(leavesRelations, runsMadeCode);
    }

    /// A view's column is classified as what is behind it, whatever is made of it later.
    void knows(ColumnRef column, Set<String> tags) {
        known.put(column, tags);
    }

    void unknownRelation(@Nullable String schema, String name, SqlRelation.Access access) {
        relations.add(new SqlRelation(schema == null ? "" : schema, name, false, access));
        if (access != SqlRelation.Access.DEFINE) {
            classifications.addAll(catalog.allClassifications());
        }
    }

    static ColumnRef ref(CatalogRelation relation, CatalogColumn column) {
        return new ColumnRef(relation.schema(), relation.name(), column.name(), relation.oid(), column.attnum());
    }

    /// Takes note of every column behind a value.
    void use(Lineage lineage, SqlColumn.Use use) {
        switch (lineage) {
            case Lineage.Identity(var source, var tags) -> column(source, tags, use);
            case Lineage.Derived(var sources, var tags) -> {
                for (ColumnRef source : sources) {
                    // What the column itself is classified as, or all that is known of the value.
                    column(source, known.getOrDefault(source, tags), use);
                }
                classifications.addAll(tags);
            }
            case Lineage.Untraceable _ -> classifications.addAll(catalog.allClassifications());
        }
    }

    /// Takes note of what an inner query computes. It may run though nobody asks for it, and the error of a computation
    /// quotes its value: it counts as output.
    void computed(List<OutputColumn> columns) {
        for (OutputColumn column : columns) {
            switch (column.lineage()) {
                case Lineage.Derived _, Lineage.Untraceable _ -> use(column.lineage(), SqlColumn.Use.OUTPUT);
                case Lineage.Identity _ -> {
                    // A column that is only passed on has been read without any computation.
                }
            }
        }
    }

    private void column(ColumnRef source, Set<String> tags, SqlColumn.Use use) {
        work(1);
        columns.computeIfAbsent(
                        new Use(source.schema() + "." + source.relation(), source.column(), use), _ -> new TreeSet<>())
                .addAll(tags);
        classifications.addAll(tags);
    }

    /// Takes note of a call.
    ///
    /// @return what the catalogue says of it
    CatalogFunction function(@Nullable String schema, String name, int arguments) {
        CatalogFunction function = catalog.function(schema, name, arguments).orElse(null);
        runsMadeCode |= function == null || !function.system();
        if (function == null) {
            functions.add(new SqlFunction(schema == null ? "" : schema, name, false, true));
            opaque = true;
            return new CatalogFunction(schema == null ? "" : schema, name, true, false, false);
        }
        functions.add(new SqlFunction(function.schema(), name, true, function.sideEffects()));
        return function;
    }

    void setting(String name, boolean harmless) {
        settings.add(name);
        administrative |= !harmless;
    }

    /// All that the first argument of this one `set_config` can be: the name of one setting.
    ///
    /// @param call the fields of the call; this very node, not one like it
    void rowOfSettings(JsonNode call, String name) {
        rowsOfSettings.put(call, name);
    }

    /// What is known of this call's first argument; empty for nothing.
    String rowOfSettings(JsonNode call) {
        return rowsOfSettings.getOrDefault(call, "");
    }

    /// Takes note of a `set_config` that does no more than a harmless `SET`, if it is the server's.
    CatalogFunction setConfig(@Nullable String schema, String name, int arguments) {
        CatalogFunction function = catalog.function(schema, name, arguments).orElse(null);
        if (function == null || !function.schema().equals("pg_catalog")) {
            return function(schema, name, arguments);
        }
        runsMadeCode |= !function.system();
        functions.add(new SqlFunction(function.schema(), name, true, false));
        return new CatalogFunction(function.schema(), name, false, true, function.system());
    }

    void opaque() {
        opaque = true;
    }

    void administrative() {
        administrative = true;
    }

    /// Takes over what a view calls and, by calling, sets; not what it names, which is the view's own affair.
    void calls(StatementFacts inner) {
        functions.addAll(inner.functions);
        runsMadeCode |= inner.runsMadeCode;
        settings.addAll(inner.settings);
        administrative |= inner.administrative;
        opaque |= inner.opaque;
    }

    boolean isAdministrative() {
        return administrative;
    }

    boolean isOpaque() {
        return opaque;
    }

    boolean hasSideEffects() {
        return functions.stream().anyMatch(SqlFunction::sideEffects);
    }

    List<SqlRelation> relations() {
        return List.copyOf(relations);
    }

    List<SqlFunction> functions() {
        return List.copyOf(functions);
    }

    List<SqlColumn> columns() {
        return columns.entrySet().stream()
                .map(e -> new SqlColumn(
                        e.getKey().relation(), e.getKey().column(), e.getKey().use(), List.copyOf(e.getValue())))
                .toList();
    }

    List<String> settings() {
        return List.copyOf(settings);
    }

    List<String> classifications() {
        return List.copyOf(classifications);
    }
}
