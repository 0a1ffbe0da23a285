// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.audit.LogPage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// Reads the log in order, in pages bounded by number and by bytes.
@Component
class LogPages {

    static final int MAX_ENTRIES = 2_000;
    private static final int MAX_BYTES = 4 << 20;

    private static final RowMapper<LogPage.Entry> ENTRY = (row, _) -> new LogPage.Entry(
            row.getLong("leaf_index"),
            row.getString("event_id"),
            row.getString("chain_id"),
            row.getLong("seq"),
            HexFormat.of().formatHex(row.getBytes("prev")),
            HexFormat.of().formatHex(row.getBytes("leaf_hash")),
            Base64.getEncoder().encodeToString(row.getBytes("body")));

    private final JdbcTemplate jdbc;

    LogPages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    LogPage read(long from, int limit) {
        // Where the bytes run out is found from the lengths first, so that no page is larger than it may be.
        List<Integer> lengths = jdbc.query(
                "SELECT coalesce(length(body), 0) FROM log_leaf LEFT JOIN event USING (event_id)"
                        + " WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index",
                (row, _) -> row.getInt(1),
                from,
                from + limit);
        int fitting = fitting(lengths);
        List<LogPage.Entry> entries = new ArrayList<>(jdbc.query(
                "SELECT leaf_index, event_id, leaf_hash, chain_id, seq, prev, body FROM log_leaf JOIN event USING (event_id)"
                        + " WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index",
                ENTRY,
                from,
                from + fitting));
        boolean more = !lengths.isEmpty() && (fitting < lengths.size() || lengths.size() == limit);
        return new LogPage(entries, more ? from + fitting : null);
    }

    private static int fitting(List<Integer> lengths) {
        long bytes = 0;
        for (int i = 0; i < lengths.size(); i++) {
            bytes += lengths.get(i);
            if (bytes > MAX_BYTES && i > 0) {
                return i;
            }
        }
        return lengths.size();
    }
}
