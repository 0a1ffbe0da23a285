// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

/// What one column of one connection holds.
///
/// @param connection the connection's name
/// @param schema the schema of the relation
/// @param relation a table, view or other relation
/// @param column the column
/// @param tag what it holds, dotted from general to special: `pii.email`, `secret.api-key`
public record Classification(String connection, String schema, String relation, String column, String tag) {}
