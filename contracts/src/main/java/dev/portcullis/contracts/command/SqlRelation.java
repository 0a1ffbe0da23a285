// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

/// A relation a statement names.
///
/// @param schema the schema it was resolved to; empty when it could not be resolved
/// @param name its name
/// @param known whether the catalogue knows it; an unknown relation makes its statement touch everything
///     classified
/// @param access how the statement uses it
public record SqlRelation(String schema, String name, boolean known, Access access) {

    /// How a relation is used.
    public enum Access {
        READ,
        WRITE,
        /// created, altered, dropped or otherwise administered
        DEFINE
    }
}
