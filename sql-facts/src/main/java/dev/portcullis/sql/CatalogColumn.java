// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Set;

/// A column of a relation.
///
/// @param name its name
/// @param attnum its number
/// @param typeOid its type
/// @param generated computed from other columns; `COPY table TO` leaves these out
/// @param classifications what it holds, for example `pii.email`
public record CatalogColumn(String name, int attnum, long typeOid, boolean generated, Set<String> classifications) {

    public CatalogColumn {
        classifications = Set.copyOf(classifications);
    }
}
