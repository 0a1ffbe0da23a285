// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// One column of one relation of the target's catalogue.
///
/// @param schema the relation's schema
/// @param relation the relation's name
/// @param column the column's name
/// @param relationOid the relation's oid, as `RowDescription` tells it
/// @param attnum the column's number; negative for a system column
public record ColumnRef(String schema, String relation, String column, long relationOid, int attnum) {}
