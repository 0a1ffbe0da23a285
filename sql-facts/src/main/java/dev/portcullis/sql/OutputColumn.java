// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import org.jspecify.annotations.Nullable;

/// One column of a statement's result.
///
/// @param name its name, as far as it can be told without asking the server
/// @param lineage where its values come from
/// @param origin the column that the server will name as its origin in `RowDescription`, if it names one
/// @param repeats it stands for an unknown number of columns, none of them included: `*` over what cannot be
///     listed
public record OutputColumn(
        String name, Lineage lineage, @Nullable ColumnRef origin, boolean repeats) {

    public OutputColumn(String name, Lineage lineage) {
        this(name, lineage, null, false);
    }
}
