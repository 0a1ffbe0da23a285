// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What gives another value the next time, or in another session: the time, chance, sizes, the session itself.
/// Two runs of a command that uses it need not find the same rows.
public final class PassingValues {

    /// Those of PostgreSQL's own functions that change nothing, and still are volatile or tell of time or session.
    static final Set<String> FUNCTIONS = Set.of(
            "age",
            "clock_timestamp",
            "current_query",
            "current_setting",
            "currval",
            "gen_random_uuid",
            "inet_client_addr",
            "inet_client_port",
            "inet_server_addr",
            "inet_server_port",
            "lastval",
            "now",
            "pg_backend_pid",
            "pg_blocking_pids",
            "pg_current_snapshot",
            "pg_current_xact_id_if_assigned",
            "pg_database_size",
            "pg_indexes_size",
            "pg_is_in_recovery",
            "pg_partition_ancestors",
            "pg_partition_tree",
            "pg_relation_size",
            "pg_sequence_last_value",
            "pg_table_size",
            "pg_tablespace_size",
            "pg_total_relation_size",
            "random",
            "random_normal",
            "statement_timestamp",
            "timeofday",
            "transaction_timestamp",
            "txid_current_if_assigned",
            "txid_current_snapshot",
            "uuidv4",
            "uuidv7");

    private PassingValues() {}

    /// The names of what a command uses of it.
    ///
    /// @param called what its facts say that it calls, in views as well
    /// @throws SqlRefused it cannot be read
    public static List<String> in(SqlParser parser, String sql, List<SqlFunction> called) throws SqlRefused {
        TreeSet<String> names = new TreeSet<>();
        called.stream().map(SqlFunction::name).filter(FUNCTIONS::contains).forEach(names::add);
        parser.parse(sql).statements().forEach(statement -> collect(statement.node(), names));
        return List.copyOf(names);
    }

    private static void collect(JsonNode node, Set<String> names) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String operation = Ast.text(entry.getValue(), "op");
            if (entry.getKey().equals("SQLValueFunction")
                    && (operation.contains("TIME") || operation.contains("DATE"))) {
                names.add(operation.replaceFirst("^SVFOP_", "").replaceFirst("_N$", ""));
            }
        }
        node.forEach(child -> collect(child, names));
    }
}
