// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.List;

/// Facts of one SQL statement.
///
/// @param kind the statement's own kind in upper case: `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `MERGE`,
///     `TRUNCATE`, `DROP`, `ALTER`, `CREATE`, `GRANT`, `REVOKE`, `COPY`, `EXPLAIN`, `DO`, `CALL`, `SET`,
///     `SHOW`, `BEGIN`, `COMMIT`, `PREPARE`, …
/// @param kinds the kinds found at any depth (a CTE's `DELETE`, what `EXPLAIN ANALYZE` would run), including
///     [#kind]
/// @param readOnly nothing is changed, in the data, the schema or the server, by this statement
/// @param writes data is changed or rows are locked
/// @param administrative schema, roles, rights, settings of the server or other sessions are changed
/// @param opaque what the statement does cannot be known from its text (`DO`, `CALL`, dynamic SQL, unknown
///     functions)
/// @param hasWhere every `UPDATE` and `DELETE` at any depth, and every `MERGE` that does either, has a condition
///     that can tell rows apart; one that is always true as far as its text shows it (`true`, `id = id`,
///     `… OR true`) is none. True when there is none of these statements
/// @param hasLimit the rows returned are bounded by a literal or parameter; true when no rows are returned
/// @param relations the relations named, resolved through the catalogue
/// @param columns the columns used, resolved through the catalogue
/// @param functions the functions and operators' functions called by name
/// @param settings the run-time parameters touched by `SET`, `RESET`, `set_config`
/// @param classifications every classification touched, sorted, without duplicates
public record SqlStatement(
        String kind,
        List<String> kinds,
        boolean readOnly,
        boolean writes,
        boolean administrative,
        boolean opaque,
        boolean hasWhere,
        boolean hasLimit,
        List<SqlRelation> relations,
        List<SqlColumn> columns,
        List<SqlFunction> functions,
        List<String> settings,
        List<String> classifications) {

    public SqlStatement {
        kinds = List.copyOf(kinds);
        relations = List.copyOf(relations);
        columns = List.copyOf(columns);
        functions = List.copyOf(functions);
        settings = List.copyOf(settings);
        classifications = List.copyOf(classifications);
    }
}
