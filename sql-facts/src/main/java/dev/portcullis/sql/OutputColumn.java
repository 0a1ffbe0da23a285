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

    /// Whether the server may name this origin in `RowDescription` (0, 0 for none) without contradicting the
    /// lineage.
    public boolean mayComeFrom(long relationOid, int attnum) {
        return relationOid == 0
                || switch (lineage) {
                    case Lineage.Identity(var source, var _) ->
                        is(source, relationOid, attnum) || isOrigin(relationOid, attnum);
                    // The server leaves out a cast to the type a column has anyway.
                    case Lineage.Derived(var sources, var _) ->
                        isOrigin(relationOid, attnum) || sources.stream().anyMatch(s -> is(s, relationOid, attnum));
                    case Lineage.Untraceable _ -> true;
                };
    }

    private boolean isOrigin(long relationOid, int attnum) {
        return origin != null && is(origin, relationOid, attnum);
    }

    /// Column 0 is the whole row.
    private static boolean is(ColumnRef column, long relationOid, int attnum) {
        return column.relationOid() == relationOid && (column.attnum() == attnum || attnum == 0);
    }
}
