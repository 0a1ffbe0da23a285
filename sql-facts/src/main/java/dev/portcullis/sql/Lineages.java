// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How lineages add up.
final class Lineages {

    private static final Lineage NOTHING = new Lineage.Derived(Set.of(), Set.of());

    private final Lineage untraceable;

    Lineages(Catalog catalog) {
        untraceable = new Lineage.Untraceable(catalog.allClassifications());
    }

    /// Of a constant.
    Lineage nothing() {
        return NOTHING;
    }

    Lineage untraceable() {
        return untraceable;
    }

    /// Of a value computed from others.
    Lineage derived(Lineage... parts) {
        return derived(List.of(parts));
    }

    /// Of a value computed from others.
    Lineage derived(Collection<Lineage> parts) {
        Set<ColumnRef> sources = new HashSet<>();
        Set<String> classifications = new HashSet<>();
        for (Lineage part : parts) {
            switch (part) {
                case Lineage.Untraceable _ -> {
                    return untraceable;
                }
                case Lineage.Identity(var source, var _) -> sources.add(source);
                case Lineage.Derived(var several, var _) -> sources.addAll(several);
            }
            classifications.addAll(part.classifications());
        }
        return sources.isEmpty() && classifications.isEmpty() ? NOTHING : new Lineage.Derived(sources, classifications);
    }

    /// Of a value computed from all of these columns.
    Lineage ofAll(Collection<OutputColumn> columns) {
        return derived(columns.stream().map(OutputColumn::lineage).toList());
    }

    /// The same column, no longer the values themselves.
    OutputColumn computed(OutputColumn column) {
        return new OutputColumn(column.name(), derived(column.lineage()), null, column.repeats());
    }
}
