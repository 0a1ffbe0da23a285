// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
final class JdbcDelegations implements DelegationRows {

    private final JdbcClient jdbc;

    JdbcDelegations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void insert(Delegation delegation) {
        jdbc.sql("INSERT INTO delegation VALUES (?, ?, ?, ?, ?, ?, ?, NULL)")
                .params(
                        delegation.id(),
                        delegation.from(),
                        delegation.to(),
                        delegation.groups().toArray(String[]::new),
                        delegation.reason(),
                        Timestamp.from(delegation.startsAt()),
                        Timestamp.from(delegation.endsAt()))
                .update();
    }

    @Override
    public Optional<Delegation> lock(UUID id) {
        return jdbc.sql("SELECT * FROM delegation WHERE id = ? FOR UPDATE")
                .param(id)
                .query(JdbcDelegations::read)
                .optional();
    }

    @Override
    public void end(UUID id, Instant at) {
        jdbc.sql("UPDATE delegation SET ended_at = ? WHERE id = ?")
                .params(Timestamp.from(at), id)
                .update();
    }

    @Override
    public List<Delegation> countingFor(String to, Instant at) {
        return jdbc.sql("""
                        SELECT * FROM delegation
                        WHERE lent_to = :to AND starts_at <= :at AND ends_at > :at
                          AND (ended_at IS NULL OR ended_at > :at)
                        ORDER BY starts_at, id""")
                .param("to", to)
                .param("at", Timestamp.from(at))
                .query(JdbcDelegations::read)
                .list();
    }

    @Override
    public List<Delegation> of(String person) {
        return jdbc.sql("SELECT * FROM delegation WHERE ? IN (lent_by, lent_to) ORDER BY starts_at DESC, id LIMIT 200")
                .param(person)
                .query(JdbcDelegations::read)
                .list();
    }

    private static Delegation read(ResultSet row, int number) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Delegation(
                row.getObject("id", UUID.class),
                row.getString("lent_by"),
                row.getString("lent_to"),
                Set.of((String[]) row.getArray("groups").getArray()),
                row.getString("reason"),
                row.getTimestamp("starts_at").toInstant(),
                row.getTimestamp("ends_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
