// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A relation of the target.
///
/// @param oid its oid
/// @param schema its schema
/// @param name its name
/// @param kind what it is
/// @param columns its columns in the order of `SELECT *`
/// @param definition a view's query with every name qualified; null for what has none, or is not to be looked
///     into
public record CatalogRelation(
        long oid,
        String schema,
        String name,
        Kind kind,
        List<CatalogColumn> columns,
        @Nullable String definition) {

    public CatalogRelation {
        columns = List.copyOf(columns);
    }

    /// What a relation is.
    public enum Kind {
        TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_TABLE,
        SEQUENCE,
        OTHER;

        /// The kind that `pg_class.relkind` names.
        public static Kind of(char relkind) {
            return switch (relkind) {
                case 'r', 'p' -> TABLE;
                case 'v' -> VIEW;
                case 'm' -> MATERIALIZED_VIEW;
                case 'f' -> FOREIGN_TABLE;
                case 'S' -> SEQUENCE;
                default -> OTHER;
            };
        }
    }
}
