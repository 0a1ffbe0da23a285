// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.AnalyzedStatement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a session does to its `search_path`. It has the one it began with, or an empty one as `pg_dump` sets; which
/// of the two is not followed, since a rollback brings the first one back without a word.
///
/// It need not be. Under an empty path a name means what it means under the first one, or nothing, with one
/// exception: temporary relations, which then come before `pg_catalog`. So a session that has set an empty path, and
/// has run what could have made a temporary relation, has to name relations with their schemas.
final class SearchPath {
    private static final Set<String> MAKES_NOTHING = Set.of(
            "SELECT",
            "COPY",
            "EXPLAIN",
            "SHOW",
            "SET",
            "RESET",
            "LOCK",
            "PREPARE",
            "EXECUTE",
            "DEALLOCATE",
            "DECLARE",
            "FETCH",
            "MOVE",
            "CLOSE",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "SAVEPOINT",
            "RELEASE",
            "ROLLBACK TO");

    /// Functions of the server's own with side effects, of which making a temporary table is none: they run
    /// no query that a caller hands them or names. Those that do, as `query_to_xml` and `ts_stat`, run it read
    /// only, but a volatile function called in it may write all the same.
    private static final Set<String> RUNS_NO_QUERY = Set.of(
            "lo_close",
            "lo_get",
            "lo_open",
            "loread",
            "nextval",
            "pg_advisory_lock",
            "pg_advisory_lock_shared",
            "pg_advisory_unlock",
            "pg_advisory_unlock_all",
            "pg_advisory_unlock_shared",
            "pg_advisory_xact_lock",
            "pg_advisory_xact_lock_shared",
            "pg_cancel_backend",
            "pg_current_xact_id",
            "pg_export_snapshot",
            "pg_get_sequence_data",
            "pg_notify",
            "pg_sleep",
            "pg_tablespace_location",
            "pg_terminate_backend",
            "pg_try_advisory_lock",
            "pg_try_advisory_lock_shared",
            "pg_try_advisory_xact_lock",
            "pg_try_advisory_xact_lock_shared",
            "set_config",
            "setseed",
            "setval",
            "txid_current");

    private boolean emptied;
    private boolean mayHaveTemporary;

    /// Takes note of a command that is about to run. Why it may not is what comes back, null if nothing is against
    /// it.
    @Nullable
    Refusal running(AnalyzedCommand command) {
        boolean empty = emptied || command.statements().stream().anyMatch(SearchPath::isSet);
        boolean temporary = mayHaveTemporary || command.statements().stream().anyMatch(SearchPath::mayMakeTemporary);
        boolean leaves = command.statements().stream()
                .anyMatch(statement -> statement.search().leavesRelations());
        if (empty && temporary && leaves) {
            return new Refusal.NotSupported(
                    "relations named without their schemas, in a session that has emptied its search_path and run"
                            + " what could make temporary tables");
        }
        emptied = empty;
        mayHaveTemporary = temporary;
        return null;
    }

    /// Whether the target may report this as the path now.
    boolean canBe(String reported) {
        return emptied && (reported.isEmpty() || reported.equals("\"\""));
    }

    /// Any other than an empty one is administrative, and refused before.
    private static boolean isSet(AnalyzedStatement statement) {
        return statement.facts().settings().contains("search_path");
    }

    private static boolean mayMakeTemporary(AnalyzedStatement statement) {
        SqlStatement facts = statement.facts();
        boolean locksOnly = facts.kinds().stream().allMatch("LOCK"::equals);
        return facts.opaque()
                || statement.search().runsMadeCode()
                || (facts.writes() && !locksOnly)
                || !MAKES_NOTHING.containsAll(facts.kinds())
                || facts.functions().stream().anyMatch(SearchPath::mayMakeTemporary);
    }

    private static boolean mayMakeTemporary(SqlFunction function) {
        boolean runsNoQuery = function.schema().equals("pg_catalog") && RUNS_NO_QUERY.contains(function.name());
        return function.sideEffects() && !runsNoQuery;
    }
}
