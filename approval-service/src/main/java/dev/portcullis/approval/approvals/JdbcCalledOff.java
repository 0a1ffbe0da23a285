// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.CallOffRequest;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
final class JdbcCalledOff implements CalledOffRows {

    private final JdbcClient jdbc;

    JdbcCalledOff(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void queueFor(String commandId) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 3))")
                .param(commandId)
                .query((row, number) -> 0)
                .list();
    }

    @Override
    public void add(CallOffRequest.Filed command, Instant at) {
        jdbc.sql("INSERT INTO called_off (command_id, digest, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(command.commandId(), command.digest(), Timestamp.from(at))
                .update();
    }

    @Override
    public boolean contains(CallOffRequest.Filed command) {
        return jdbc.sql("SELECT 1 FROM called_off WHERE command_id = ? AND digest = ?")
                .params(command.commandId(), command.digest())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    @Override
    public int forgetBefore(Instant time) {
        return jdbc.sql("DELETE FROM called_off WHERE at < ?")
                .param(Timestamp.from(time))
                .update();
    }
}
