// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.List;

/// One summary of a bundle.
///
/// @param name its name, to refer to it
/// @param title what a person reads above it
/// @param about what its rows are
/// @param columns their names
/// @param rows one text per column
public record Table(String name, String title, String about, List<String> columns, List<List<String>> rows) {

    public Table {
        columns = List.copyOf(columns);
        int width = columns.size();
        rows = rows.stream()
                .map(row -> row.stream().map(Cell::of).toList())
                .peek(row -> {
                    if (row.size() != width) {
                        throw new IllegalArgumentException("a row of " + row.size() + " in a table of " + width);
                    }
                })
                .toList();
    }
}
