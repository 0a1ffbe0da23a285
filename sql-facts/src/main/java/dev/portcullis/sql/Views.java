// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lineage of views' columns, found by reading their definitions. Kept for one catalogue, since a view is
/// asked for more often than it changes.
final class Views {

    /// PostgreSQL sets no bound to views over views; nobody needs as many.
    private static final int MAX_DEPTH = 32;

    /// What a view is made of.
    ///
    /// @param columns in its order; names are of the definition, not of the view
    /// @param calls the functions it calls
    record Definition(List<OutputColumn> columns, StatementFacts calls) {}

    private final SqlParser parser;
    private final Catalog catalog;
    private final Map<Long, Definition> known = new ConcurrentHashMap<>();

    Views(SqlParser parser, Catalog catalog) {
        this.parser = parser;
        this.catalog = catalog;
    }

    /// The view's columns as others see them.
    List<OutputColumn> columns(CatalogRelation view, StatementFacts facts, int depth) {
        Definition definition = definition(view, facts.budget(), depth);
        if (definition == null || definition.columns().size() != view.columns().size()) {
            facts.opaque();
            return Stream.iterate(0, i -> i + 1)
                    .limit(view.columns().size())
                    .map(i -> viewColumn(view, i, new Lineages(catalog).untraceable()))
                    .toList();
        }
        facts.calls(definition.calls());
        List<OutputColumn> columns = Stream.iterate(0, i -> i + 1)
                .limit(view.columns().size())
                .map(i -> viewColumn(view, i, definition.columns().get(i).lineage()))
                .toList();
        for (int i = 0; i < columns.size(); i++) {
            facts.knows(
                    StatementFacts.ref(view, view.columns().get(i)),
                    columns.get(i).lineage().classifications());
        }
        return columns;
    }

    private OutputColumn viewColumn(CatalogRelation view, int index, Lineage behind) {
        CatalogColumn column = view.columns().get(index);
        ColumnRef ref = StatementFacts.ref(view, column);
        Lineage own = new Lineage.Identity(ref, column.classifications());
        Lineage lineage = switch (behind) {
            case Lineage.Identity(var _, var tags) ->
                new Lineage.Identity(
                        ref,
                        Stream.concat(tags.stream(), column.classifications().stream())
                                .collect(Collectors.toSet()));
            case Lineage.Derived _, Lineage.Untraceable _ -> new Lineages(catalog).derived(behind, own);
        };
        return new OutputColumn(column.name(), lineage, ref, false);
    }

    private @Nullable Definition definition(CatalogRelation view, int budget, int depth) {
        String sql = view.definition();
        if (sql == null || depth >= MAX_DEPTH) {
            return null;
        }
        Definition found = known.get(view.oid());
        if (found != null) {
            return found;
        }
        try {
            List<ParseTree.Statement> statements = parser.parse(sql).statements();
            if (statements.size() != 1 || !statements.getFirst().node().has("SelectStmt")) {
                return null;
            }
            StatementFacts facts = new StatementFacts(catalog, budget);
            List<OutputColumn> columns = new Walk(catalog, this, facts, depth + 1)
                    .selects()
                    .select(statements.getFirst().node().path("SelectStmt"), Scope.EMPTY);
            Definition definition = new Definition(columns, facts);
            known.put(view.oid(), definition);
            return definition;
        } catch (SqlRefused e) {
            // The server's own text of the view is beyond this parser: nothing is known of its columns.
            return null;
        }
    }
}
