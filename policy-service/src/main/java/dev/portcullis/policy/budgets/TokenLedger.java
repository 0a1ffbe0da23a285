// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.policy.transactions.Transactions;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Tokens used, in PostgreSQL: one row for each identity, connection and day, changed by one statement, so that however
/// many gateways ask at once nobody gets more than is there.
@Component
class TokenLedger {

    private final JdbcClient jdbc;

    TokenLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Sets tokens aside under an id.
    ///
    /// @return how many are left; empty if there are not so many
    public Optional<Long> reserve(UUID id, BudgetRequest request, long limit, LocalDate day) {
        Transactions.requireOne();
        if (request.tokens() > limit) {
            return Optional.empty();
        }
        Optional<Counted> counted = jdbc.sql("""
                        INSERT INTO token_usage AS u (day, issuer, subject, connection, tokens)
                        VALUES (:day, :issuer, :subject, :connection, :tokens)
                        ON CONFLICT (day, issuer, subject, connection)
                          DO UPDATE SET tokens = u.tokens + excluded.tokens
                          WHERE u.tokens + excluded.tokens <= :limit
                        RETURNING u.tokens, xmax = 0 AS fresh
                        """)
                .param("day", Date.valueOf(day))
                .param("issuer", request.issuer())
                .param("subject", request.subject())
                .param("connection", request.connection())
                .param("tokens", request.tokens())
                .param("limit", limit)
                .query((row, _) -> new Counted(row.getLong(1), row.getBoolean(2)))
                .optional();
        counted.ifPresent(_ -> setAside(id, request, day));
        counted.filter(Counted::fresh).ifPresent(_ -> forget(request, day.minusDays(Budgets.DAYS_KEPT)));
        return counted.map(used -> limit - used.tokens());
    }

    private void setAside(UUID id, BudgetRequest request, LocalDate day) {
        jdbc.sql("""
                        INSERT INTO token_reservations (id, day, issuer, subject, connection, tokens)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        Date.valueOf(day),
                        request.issuer(),
                        request.subject(),
                        request.connection(),
                        request.tokens())
                .update();
    }

    /// Puts what was used in the place of what was set aside; false if nothing is set aside under this id.
    public boolean settle(UUID id, long used) {
        Transactions.requireOne();
        return jdbc.sql("""
                        WITH gone AS (DELETE FROM token_reservations WHERE id = :id RETURNING *)
                        UPDATE token_usage u SET tokens = greatest(0, u.tokens - gone.tokens + :used) FROM gone
                        WHERE (u.day, u.issuer, u.subject, u.connection)
                          = (gone.day, gone.issuer, gone.subject, gone.connection)
                        """).param("id", id).param("used", used).update() == 1;
    }

    /// What was used on a day, the most first.
    public List<TokenUsage> used(LocalDate day, int limit) {
        return jdbc.sql("""
                        SELECT issuer, subject, connection, tokens FROM token_usage WHERE day = ?
                        ORDER BY tokens DESC, subject, connection LIMIT ?
                        """)
                .params(Date.valueOf(day), limit)
                .query((row, _) -> new TokenUsage(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)))
                .list();
    }

    /// Once a day for each identity, and so never much at once.
    private void forget(BudgetRequest request, LocalDate before) {
        for (String table : List.of("token_reservations", "token_usage")) {
            jdbc.sql("DELETE FROM " + table + " WHERE issuer = ? AND subject = ? AND connection = ? AND day < ?")
                    .params(request.issuer(), request.subject(), request.connection(), Date.valueOf(before))
                    .update();
        }
    }

    private record Counted(long tokens, boolean fresh) {}
}
