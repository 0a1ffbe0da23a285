// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.List;

/// A column a statement uses.
///
/// @param relation `schema.name` of the relation it belongs to
/// @param name its name
/// @param use how it is used
/// @param classifications what the catalogue of classifications says of it, for example `pii.email`
public record SqlColumn(String relation, String name, Use use, List<String> classifications) {

    public SqlColumn {
        classifications = List.copyOf(classifications);
    }

    /// How a column is used.
    public enum Use {
        /// its value, or something computed from it, is returned
        OUTPUT,
        /// it decides which rows, in which order or groups (`WHERE`, `JOIN`, `ORDER BY`, `GROUP BY`, `HAVING`)
        FILTER,
        /// it is assigned
        WRITE
    }
}
