// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a target's catalogue says about names, and what its columns are classified as. What it does not know
/// counts as touching everything classified.
public interface Catalog {

    /// The relation a name means.
    ///
    /// @param schema null for a name that the search path resolves
    Optional<CatalogRelation> relation(@Nullable String schema, String name);

    /// The function a name may mean. Where several fit, the answer holds the worst of all of them.
    ///
    /// @param schema null for a name that the search path resolves
    Optional<CatalogFunction> function(@Nullable String schema, String name, int arguments);

    /// Whether any column holds something classified.
    boolean anyClassified();

    /// Every classification that any column has, and [SystemCatalog#SENSITIVE].
    Set<String> allClassifications();
}
