// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// What a statement has to do with the `search_path`.
///
/// @param leavesRelations it names a relation without its schema, so that the path says which it is; what its
///     views name is settled
/// @param runsMadeCode it calls, or may call, a function that is not the server's own, itself or by a view. What such
///     a function declares of itself binds only itself: a stable one may call one that is not
public record NameSearch(boolean leavesRelations, boolean runsMadeCode) {

    NameSearch and(NameSearch other) {
        return new NameSearch(leavesRelations || other.leavesRelations, runsMadeCode || other.runsMadeCode);
    }
}
