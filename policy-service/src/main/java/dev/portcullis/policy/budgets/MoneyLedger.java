// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.policy.transactions.Transactions;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Money spent, in PostgreSQL: one row for each identity, connection, day and currency, changed by one
/// statement, so that however many gateways ask at once nobody gets more than is there. Takes part in
/// transactions that tokens are in too.
@Component
class MoneyLedger {
    private final JdbcClient jdbc;

    MoneyLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Sets money aside under an id; false if there is not so much left.
    public boolean reserve(UUID id, BudgetRequest request, MoneyDemand money, LocalDate day) {
        Transactions.requireOne();
        if (money.micros() > money.limit()) {
            return false;
        }
        Optional<Boolean> counted = jdbc.sql("""
                        INSERT INTO money_usage AS u (day, issuer, subject, connection, currency, micros)
                        VALUES (:day, :issuer, :subject, :connection, :currency, :micros)
                        ON CONFLICT (issuer, subject, connection, day, currency)
                          DO UPDATE SET micros = u.micros + excluded.micros
                          WHERE u.micros + excluded.micros <= :limit
                        RETURNING xmax = 0
                        """)
                .param("day", Date.valueOf(day))
                .param("issuer", request.issuer())
                .param("subject", request.subject())
                .param("connection", request.connection())
                .param("currency", money.currency())
                .param("micros", money.micros())
                .param("limit", money.limit())
                .query(Boolean.class)
                .optional();
        counted.ifPresent(_ -> setAside(id, request, money, day));
        counted.filter(fresh -> fresh).ifPresent(_ -> forget(request, day.minusDays(Budgets.DAYS_KEPT)));
        return counted.isPresent();
    }

    private void setAside(UUID id, BudgetRequest request, MoneyDemand money, LocalDate day) {
        jdbc.sql("""
                        INSERT INTO money_reservations (id, day, issuer, subject, connection, currency, micros)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        Date.valueOf(day),
                        request.issuer(),
                        request.subject(),
                        request.connection(),
                        money.currency(),
                        money.micros())
                .update();
    }

    /// Puts what was spent in the place of what was set aside; false if nothing is set aside under this
    /// id.
    public boolean settle(UUID id, long micros) {
        Transactions.requireOne();
        return jdbc.sql("""
                        WITH gone AS (DELETE FROM money_reservations WHERE id = :id RETURNING *)
                        UPDATE money_usage u SET micros = greatest(0, u.micros - gone.micros + :micros) FROM gone
                        WHERE (u.day, u.issuer, u.subject, u.connection, u.currency)
                          = (gone.day, gone.issuer, gone.subject, gone.connection, gone.currency)
                        """).param("id", id).param("micros", micros).update() == 1;
    }

    /// What was spent on a day, the most first.
    public List<MoneyUsage> used(LocalDate day, int limit) {
        return jdbc.sql("""
                        SELECT issuer, subject, connection, currency, micros FROM money_usage WHERE day = ?
                        ORDER BY micros DESC, subject, connection, currency LIMIT ?
                        """)
                .params(Date.valueOf(day), limit)
                .query((row, _) -> new MoneyUsage(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5)))
                .list();
    }

    /// Once a day for each identity, and so never much at once.
    private void forget(BudgetRequest request, LocalDate before) {
        for (String table : List.of("money_reservations", "money_usage")) {
            jdbc.sql("DELETE FROM " + table + " WHERE issuer = ? AND subject = ? AND connection = ? AND day < ?")
                    .params(request.issuer(), request.subject(), request.connection(), Date.valueOf(before))
                    .update();
        }
    }
}
