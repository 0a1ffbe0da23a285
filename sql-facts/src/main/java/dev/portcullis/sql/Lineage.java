// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Set;

/// Where the values of an output column come from.
public sealed interface Lineage {

    /// What the classified columns it comes from are classified as.
    Set<String> classifications();

    /// The very values of one column; casts and functions are not identity.
    ///
    /// @param source the column; of a view when the view was asked, since that is what the server reports
    /// @param classifications of the source and, through views and joins, of every column it is the same as
    record Identity(ColumnRef source, Set<String> classifications) implements Lineage {
        public Identity {
            classifications = Set.copyOf(classifications);
        }
    }

    /// Computed from some columns; from none, when both sets are empty.
    record Derived(Set<ColumnRef> sources, Set<String> classifications) implements Lineage {
        public Derived {
            sources = Set.copyOf(sources);
            classifications = Set.copyOf(classifications);
        }
    }

    /// Not known. Counts as touching everything that is classified.
    ///
    /// @param classifications every classification of the catalogue
    record Untraceable(Set<String> classifications) implements Lineage {
        public Untraceable {
            classifications = Set.copyOf(classifications);
        }
    }
}
