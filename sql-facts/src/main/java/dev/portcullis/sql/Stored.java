// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a statement puts into columns: `SET name = ssn RETURNING name` gives the ssn back.
final class Stored {

    private final Lineages lineages;
    private final Map<String, List<Lineage>> byColumn = new HashMap<>();
    private final List<Lineage> anywhere = new ArrayList<>();

    Stored(Lineages lineages) {
        this.lineages = lineages;
    }

    void put(String column, Lineage value) {
        byColumn.computeIfAbsent(column, _ -> new ArrayList<>()).add(value);
    }

    /// Rows, by position; where that cannot be told, each value may go anywhere.
    void putRows(List<String> columns, List<OutputColumn> rows) {
        boolean open = rows.stream().anyMatch(OutputColumn::repeats);
        for (int i = 0; i < rows.size(); i++) {
            if (open || i >= columns.size()) {
                putAnywhere(rows.get(i).lineage());
            } else {
                put(columns.get(i), rows.get(i).lineage());
            }
        }
    }

    /// A value of which is not told where it goes.
    void putAnywhere(Lineage value) {
        anywhere.add(value);
    }

    /// The table whose columns also hold what was put into them; they stay what they are when that is not classified.
    RangeItem in(RangeItem target) {
        List<OutputColumn> columns =
                target.columns().stream().map(this::holding).toList();
        return new RangeItem(
                target.alias(), target.relation(), target.aliased(), columns, target.qualified(), target.listed());
    }

    private OutputColumn holding(OutputColumn column) {
        List<Lineage> values = new ArrayList<>(anywhere);
        values.addAll(byColumn.getOrDefault(column.name(), List.of()));
        Lineage put = lineages.derived(values);
        return put.classifications().isEmpty()
                ? column
                : new OutputColumn(
                        column.name(), lineages.derived(column.lineage(), put), column.origin(), column.repeats());
    }
}
