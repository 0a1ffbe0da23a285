// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
final class JdbcChangeStore implements ChangeStore {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    JdbcChangeStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Head lockHead(String chain) {
        return jdbc.sql("SELECT sequence, head FROM audit_chain WHERE id = ? FOR UPDATE")
                .param(chain)
                .query((row, number) -> new Head(row.getLong(1), row.getString(2)))
                .single();
    }

    @Override
    public void move(String chain, Head head) {
        jdbc.sql("UPDATE audit_chain SET sequence = ?, head = ? WHERE id = ?")
                .params(head.sequence(), head.hash(), chain)
                .update();
    }

    @Override
    public void append(String topic, String key, Map<String, String> headers, byte[] value) {
        jdbc.sql("INSERT INTO outbox (topic, record_key, headers, value, created_at) VALUES (?, ?, ?, ?, ?)")
                .params(topic, key, json.writeValueAsString(headers), value, Timestamp.from(clock.instant()))
                .update();
    }
}
