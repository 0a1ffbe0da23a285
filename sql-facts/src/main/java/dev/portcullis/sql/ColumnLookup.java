// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the column a name means, by the rules of PostgreSQL's `colNameToVar` and `transformColumnRef`. A
/// name that cannot be found is untraceable: if the server finds it, it is something that is not seen here.
final class ColumnLookup {

    private static final Map<String, Integer> SYSTEM_COLUMNS =
            Map.of("ctid", -1, "xmin", -2, "cmin", -3, "xmax", -4, "cmax", -5, "tableoid", -6);

    private final Lineages lineages;
    private final StatementFacts facts;

    ColumnLookup(Lineages lineages, StatementFacts facts) {
        this.lineages = lineages;
        this.facts = facts;
    }

    /// The column, or whole row, that a dotted name means.
    OutputColumn find(List<String> names, Scope scope) {
        String last = names.getLast();
        return switch (names.size()) {
            case 1 -> bare(last, scope);
            case 2 -> scope.item(names.get(0)).map(item -> inItem(item, last)).orElseGet(() -> unknown(last));
            default ->
                scope.item(names.get(names.size() - 3), names.get(names.size() - 2))
                        .map(item -> inItem(item, last))
                        .orElseGet(() -> unknown(last));
        };
    }

    /// The range item that a dotted name before `.*` means.
    Optional<RangeItem> item(List<String> names, Scope scope) {
        int size = names.size();
        return size == 1 ? scope.item(names.getFirst()) : scope.item(names.get(size - 2), names.get(size - 1));
    }

    /// Whether a bare name means the whole row of a range item, not a column.
    Optional<RangeItem> wholeRow(String name, Scope scope) {
        return column(name, scope) == null ? scope.item(name) : Optional.empty();
    }

    /// The column a bare name means; empty when it means none.
    Optional<OutputColumn> ifColumn(String name, Scope scope) {
        return Optional.ofNullable(column(name, scope));
    }

    OutputColumn row(String name, RangeItem item) {
        return new OutputColumn(name, lineages.ofAll(item.columns()));
    }

    OutputColumn inItem(RangeItem item, String name) {
        List<OutputColumn> named = item.named(name);
        if (!named.isEmpty()) {
            return one(name, named);
        }
        OutputColumn system = systemColumn(item, name);
        if (system != null) {
            return system;
        }
        if (item.isOpen()) {
            return new OutputColumn(name, lineages.ofAll(item.open()));
        }
        // `alias.name` where no such column exists is a call of function `name` with the row.
        facts.function(null, name, 1);
        return new OutputColumn(name, lineages.untraceable());
    }

    private OutputColumn bare(String name, Scope scope) {
        OutputColumn column = column(name, scope);
        if (column != null) {
            return column;
        }
        return scope.item(name).map(item -> row(name, item)).orElseGet(() -> unknown(name));
    }

    private @Nullable OutputColumn column(String name, Scope scope) {
        List<OutputColumn> open = new ArrayList<>();
        for (Scope level = scope; level != null; level = level.outer()) {
            List<OutputColumn> found = new ArrayList<>();
            for (RangeItem item : level.items()) {
                if (item.listed()) {
                    found.addAll(item.named(name));
                    OutputColumn system = found.isEmpty() ? systemColumn(item, name) : null;
                    if (system != null) {
                        found.add(system);
                    }
                }
            }
            if (!found.isEmpty()) {
                open.addAll(found);
                return one(name, open);
            }
            // What cannot be listed may have the name; a level further out may have it too.
            level.items().stream().filter(RangeItem::listed).forEach(item -> open.addAll(item.open()));
        }
        return open.isEmpty() ? null : new OutputColumn(name, lineages.ofAll(open));
    }

    private OutputColumn one(String name, List<OutputColumn> candidates) {
        return candidates.size() == 1 ? candidates.getFirst() : new OutputColumn(name, lineages.ofAll(candidates));
    }

    private static @Nullable OutputColumn systemColumn(RangeItem item, String name) {
        Integer attnum = SYSTEM_COLUMNS.get(name);
        CatalogRelation relation = item.relation();
        if (attnum == null || relation == null || relation.kind() == CatalogRelation.Kind.VIEW) {
            return null;
        }
        ColumnRef ref = new ColumnRef(relation.schema(), relation.name(), name, relation.oid(), attnum);
        return new OutputColumn(name, new Lineage.Identity(ref, Set.of()), ref, false);
    }

    private OutputColumn unknown(String name) {
        return new OutputColumn(name, lineages.untraceable());
    }
}
