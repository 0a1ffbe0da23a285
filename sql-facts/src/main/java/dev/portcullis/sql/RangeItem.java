// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something a `FROM` clause brings into scope, as PostgreSQL's `ParseNamespaceItem`.
///
/// @param alias the name that qualifies its columns; null for a join without alias
/// @param relation the relation behind it; null for anything else
/// @param aliased whether the alias was given, so that the relation's own name is hidden
/// @param columns its columns; one that repeats stands for columns that cannot be listed
/// @param qualified its columns can be named as `alias.column`
/// @param listed its columns can be named without the alias, and `*` lists them
record RangeItem(
        @Nullable String alias,
        @Nullable CatalogRelation relation,
        boolean aliased,
        List<OutputColumn> columns,
        boolean qualified,
        boolean listed) {

    RangeItem {
        columns = List.copyOf(columns);
    }

    static RangeItem of(@Nullable String alias, List<OutputColumn> columns) {
        return new RangeItem(alias, null, true, columns, alias != null, true);
    }

    RangeItem unlisted() {
        return new RangeItem(alias, relation, aliased, columns, qualified, false);
    }

    boolean isOpen() {
        return columns.stream().anyMatch(OutputColumn::repeats);
    }

    List<OutputColumn> named(String name) {
        return columns.stream()
                .filter(c -> !c.repeats() && c.name().equals(name))
                .toList();
    }

    List<OutputColumn> open() {
        return columns.stream().filter(OutputColumn::repeats).toList();
    }

    /// The columns under new names, as far as names are given. Of columns that cannot be listed the first
    /// ones get theirs.
    static List<OutputColumn> renamed(List<OutputColumn> columns, List<String> names) {
        List<OutputColumn> renamed = new ArrayList<>();
        int next = 0;
        for (OutputColumn column : columns) {
            while (column.repeats() && next < names.size()) {
                renamed.add(new OutputColumn(names.get(next++), column.lineage()));
            }
            boolean rename = !column.repeats() && next < names.size();
            renamed.add(
                    rename ? new OutputColumn(names.get(next++), column.lineage(), column.origin(), false) : column);
        }
        return renamed;
    }
}
