// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which run-time parameters a session may change without changing what its commands mean, what it may do, or
/// what the gateway relies on. Every other counts as administrative: `role`, `session_authorization`,
/// `client_encoding`, `standard_conforming_strings`, `session_replication_role`, any `search_path` but an empty
/// one, and all that come.
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
            // Its values forbid more or less of what nobody needs; they permit nothing.
            "restrict_nonsystem_relation_kind",
            // Off, it makes an error of what it would filter otherwise.
            "row_security",
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

    /// What a `SELECT` with no clause but a target list, `FROM` and `WHERE` consists of.
    private static final Set<String> SELECT = Set.of("targetList", "fromClause", "whereClause", "limitOption", "op");

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
            // What the session began with is what names meant before it was emptied.
            case "VAR_RESET", "VAR_SET_DEFAULT" ->
                facts.setting(name, HARMLESS.contains(name) || name.equals("search_path"));
            default -> facts.setting(name, HARMLESS.contains(name) || isHarmless(name, arguments));
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
    ///
    /// @param call the fields of the call
    /// @return it is such a call, and does nothing but that
    static boolean noteSetConfig(String function, JsonNode call, StatementFacts facts) {
        if (!function.equals("set_config")) {
            return false;
        }
        JsonNode arguments = call.path("args");
        String row = facts.rowOfSettings(call);
        String name = (row.isEmpty() ? constant(arguments.path(0)) : row).toLowerCase(Locale.ROOT);
        JsonNode value = arguments.path(1);
        boolean harmless = HARMLESS.contains(name) || (name.equals("search_path") && isEmptyText(value));
        facts.setting(name.isEmpty() ? "*" : name, harmless);
        return harmless && value.has("A_Const") && arguments.path(2).has("A_Const");
    }

    /// `SELECT set_config(name, 'value', false) FROM pg_settings WHERE name = 'setting'` is how `pg_dump`
    /// sets what a server may not have. Only the one call of exactly such a statement is taken note of. With
    /// any part more, `name` might be another column, or the statement do more than this call.
    static void noteRowOfSettings(JsonNode select, StatementFacts facts) {
        JsonNode target = select.path("targetList").path(0).path("ResTarget");
        JsonNode call = target.path("val").path("FuncCall");
        JsonNode condition = select.path("whereClause").path("A_Expr");
        boolean exact = hasOnly(select, SELECT)
                && Ast.text(select, "limitOption").equals("LIMIT_OPTION_DEFAULT")
                && Ast.text(select, "op").equals("SETOP_NONE")
                && select.path("targetList").size() == 1
                && hasOnly(target, Set.of("val", "location"))
                && isRowCall(call)
                && select.path("fromClause").size() == 1
                && isSettings(select.path("fromClause").path(0).path("RangeVar"))
                && isNamed(condition);
        if (exact) {
            facts.rowOfSettings(call, constant(condition.path("rexpr")));
        }
    }

    private static boolean isRowCall(JsonNode call) {
        JsonNode arguments = call.path("args");
        return hasOnly(call, Set.of("funcname", "args", "funcformat", "location"))
                && Ast.last(call.path("funcname")).equals("set_config")
                && arguments.size() == 3
                && isColumn(arguments.path(0), "name")
                && arguments.path(1).has("A_Const")
                && arguments.path(2).has("A_Const");
    }

    /// `pg_settings` itself: no alias, no database, no `ONLY`.
    private static boolean isSettings(JsonNode rangeVar) {
        return hasOnly(rangeVar, Set.of("schemaname", "relname", "inh", "relpersistence", "location"))
                && Ast.flag(rangeVar, "inh")
                && Ast.text(rangeVar, "relname").equals("pg_settings")
                && (!Ast.has(rangeVar, "schemaname")
                        || Ast.text(rangeVar, "schemaname").equals("pg_catalog"));
    }

    private static boolean isNamed(JsonNode condition) {
        return hasOnly(condition, Set.of("kind", "name", "lexpr", "rexpr", "location"))
                && Ast.text(condition, "kind").equals("AEXPR_OP")
                && Ast.strings(condition.path("name")).equals(List.of("="))
                && isColumn(condition.path("lexpr"), "name");
    }

    private static boolean hasOnly(JsonNode node, Set<String> fields) {
        return node.isObject() && node.properties().stream().allMatch(field -> fields.contains(field.getKey()));
    }

    private static boolean isColumn(JsonNode expression, String name) {
        return Ast.strings(expression.path("ColumnRef").path("fields")).equals(List.of(name));
    }

    private static boolean isHarmless(String name, JsonNode arguments) {
        if (arguments.size() != 1) {
            return false;
        }
        String value = constant(arguments.get(0)).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "client_encoding" -> UTF8.contains(value);
            case "standard_conforming_strings" -> ON.contains(value);
            // Names then mean what they meant, or nothing.
            case "search_path" -> isEmptyText(arguments.get(0));
            default -> false;
        };
    }

    private static boolean isEmptyText(JsonNode expression) {
        JsonNode text = expression.path("A_Const").path("sval");
        return text.isObject() && text.path("sval").asString("").isEmpty();
    }

    private static String constant(JsonNode expression) {
        return expression.path("A_Const").path("sval").path("sval").asString("");
    }
}
