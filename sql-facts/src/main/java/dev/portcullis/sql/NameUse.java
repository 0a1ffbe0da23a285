// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// What a statement does with a name of its session. Prepared statements share their names with those of the
/// extended protocol, cursors theirs with its portals.
///
/// @param action what is done
/// @param name the name; empty when `ALL` of them are meant
public record NameUse(Action action, String name) {

    /// What is done with the name.
    public enum Action {
        /// `PREPARE`: the statement's output and facts are those of what it prepares
        PREPARES,
        /// `EXECUTE`: facts and output are those of the prepared statement, which only the session knows
        EXECUTES,
        /// `DEALLOCATE`, `DISCARD ALL`
        DEALLOCATES,
        /// `DECLARE`: the statement's output and facts are those of the cursor's query
        DECLARES_CURSOR,
        /// `FETCH`, `MOVE`, `UPDATE … WHERE CURRENT OF`: output is that of the cursor's query
        USES_CURSOR,
        /// `CLOSE`, `DISCARD ALL`
        CLOSES_CURSOR
    }
}
