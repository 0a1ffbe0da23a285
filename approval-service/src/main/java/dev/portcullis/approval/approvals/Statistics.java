// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How long people let others wait, and for which rules.
@Component
final class Statistics {

    /// Numbers over all approvals filed in a time.
    ///
    /// @param states how many are in each state
    /// @param rules the rules that held commands, those that held most first
    record Summary(List<State> states, List<Rule> rules) {}

    /// One state.
    ///
    /// @param state its name
    /// @param count how many
    /// @param medianSeconds how long half of the decided ones waited at most; 0 if none is decided
    /// @param p95Seconds how long all but one in twenty waited at most
    record State(String state, long count, double medianSeconds, double p95Seconds) {}

    /// One rule.
    ///
    /// @param policy the policy it stands in
    /// @param rule its name
    /// @param held how many it held
    /// @param approved how many of them people agreed to
    /// @param medianSeconds how long half of the decided ones waited at most
    record Rule(String policy, String rule, long held, long approved, double medianSeconds) {}

    /// People waited for nobody where a template had answered.
    private static final String WAITED = "extract(epoch FROM decided_at - created_at)";
    private static final String MEDIAN = "coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY " + WAITED
            + ") FILTER (WHERE template_id IS NULL), 0)";
    private static final String P95 = "coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY " + WAITED
            + ") FILTER (WHERE template_id IS NULL), 0)";

    private final JdbcClient jdbc;

    Statistics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Summary between(Instant from, Instant to) {
        List<State> states = jdbc.sql("SELECT state, count(*), " + MEDIAN + ", " + P95 + """
                         FROM approval WHERE created_at >= ? AND created_at < ? GROUP BY state ORDER BY state""")
                .params(Timestamp.from(from), Timestamp.from(to))
                .query((row, number) -> new State(row.getString(1), row.getLong(2), row.getDouble(3), row.getDouble(4)))
                .list();
        List<Rule> rules = jdbc.sql("SELECT reason ->> 'policy', reason ->> 'rule', count(*),"
                        + " count(*) FILTER (WHERE state IN ('APPROVED', 'CONSUMED')), " + MEDIAN + """
                         FROM approval, jsonb_array_elements(request::jsonb -> 'reasons') AS reason
                        WHERE created_at >= ? AND created_at < ? AND reason ->> 'effect' = 'hold'
                        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 200""")
                .params(Timestamp.from(from), Timestamp.from(to))
                .query((row, number) ->
                        new Rule(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4), row.getDouble(5)))
                .list();
        return new Summary(states, rules);
    }
}
