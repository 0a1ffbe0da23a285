// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which run-time parameters a session may change without changing what its commands mean, what it may do, or
/// what the gateway relies on. Every other counts as administrative: `search_path`, `role`,
/// `session_authorization`, `client_encoding`, `standard_conforming_strings`, `row_security`,
/// `session_replication_role`, and all that come.
final class Settings {

    private static final Set<String> HARMLESS = Set.of(
            "application_name",
            "bytea_output",
            "client_connection_check_interval",
            "client_min_messages",
            "constraint_exclusion",
            "cpu_index_tuple_cost",
            "cpu_operator_cost",
            "cpu_tuple_cost",
            "cursor_tuple_fraction",
            "datestyle",
            "default_statistics_target",
            "default_text_search_config",
            "default_transaction_deferrable",
            "default_transaction_isolation",
            "default_transaction_read_only",
            "effective_cache_size",
            "enable_async_append",
            "enable_bitmapscan",
            "enable_gathermerge",
            "enable_hashagg",
            "enable_hashjoin",
            "enable_incremental_sort",
            "enable_indexonlyscan",
            "enable_indexscan",
            "enable_material",
            "enable_memoize",
            "enable_mergejoin",
            "enable_nestloop",
            "enable_parallel_append",
            "enable_parallel_hash",
            "enable_partition_pruning",
            "enable_partitionwise_aggregate",
            "enable_partitionwise_join",
            "enable_presorted_aggregate",
            "enable_seqscan",
            "enable_sort",
            "enable_tidscan",
            "extra_float_digits",
            "from_collapse_limit",
            "geqo",
            "idle_in_transaction_session_timeout",
            "idle_session_timeout",
            "intervalstyle",
            "jit",
            "join_collapse_limit",
            "lc_monetary",
            "lc_numeric",
            "lc_time",
            "lock_timeout",
            "max_parallel_workers_per_gather",
            "parallel_setup_cost",
            "parallel_tuple_cost",
            "plan_cache_mode",
            "quote_all_identifiers",
            "random_page_cost",
            "seq_page_cost",
            "statement_timeout",
            "synchronize_seqscans",
            "tcp_keepalives_count",
            "tcp_keepalives_idle",
            "tcp_keepalives_interval",
            "tcp_user_timeout",
            "timezone",
            "transaction_deferrable",
            "transaction_isolation",
            "transaction_read_only",
            "transaction_timeout",
            "xmlbinary",
            "xmloption");

    /// Values a client may set because they are what the session has anyway.
    private static final Set<String> UTF8 = Set.of("utf8", "utf-8", "unicode");

    private static final Set<String> ON = Set.of("on", "true", "yes", "1");

    private Settings() {}

    /// Takes note of a `SET` or `RESET`.
    static void note(JsonNode variableSet, StatementFacts facts) {
        String name = Ast.text(variableSet, "name").toLowerCase(Locale.ROOT);
        JsonNode arguments = variableSet.path("args");
        switch (Ast.text(variableSet, "kind")) {
            case "VAR_RESET_ALL" -> facts.setting("*", false);
            case "VAR_SET_MULTI" -> {
                noteTransactionModes(arguments, facts);
                if (name.equals("transaction snapshot")) {
                    // Which rows a transaction sees, taken over from another session.
                    facts.setting(name, false);
                }
            }
            default -> facts.setting(name, HARMLESS.contains(name) || isAsItIs(name, arguments));
        }
    }

    /// Takes note of the modes that `BEGIN` and `SET TRANSACTION` name.
    static void noteTransactionModes(JsonNode modes, StatementFacts facts) {
        for (JsonNode mode : modes) {
            String name = Ast.text(mode.path("DefElem"), "defname");
            if (!name.isEmpty()) {
                facts.setting(name, HARMLESS.contains(name));
            }
        }
    }

    /// Takes note of `set_config(name, …)`, which is `SET` in the shape of a function.
    static void noteSetConfig(String function, JsonNode arguments, StatementFacts facts) {
        if (!function.equals("set_config")) {
            return;
        }
        String name = constant(arguments.path(0)).toLowerCase(Locale.ROOT);
        facts.setting(name.isEmpty() ? "*" : name, HARMLESS.contains(name));
    }

    private static boolean isAsItIs(String name, JsonNode arguments) {
        String value = arguments.size() == 1 ? constant(arguments.get(0)).toLowerCase(Locale.ROOT) : "";
        return switch (name) {
            case "client_encoding" -> UTF8.contains(value);
            case "standard_conforming_strings" -> ON.contains(value);
            default -> false;
        };
    }

    private static String constant(JsonNode expression) {
        return expression.path("A_Const").path("sval").path("sval").asString("");
    }
}
