// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.policy.transactions.Transactions;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tokens and money of one request together: both are set aside, or nothing is.
@Component
class Budgets {
    /// Long enough for a quarter's report.
    static final int DAYS_KEPT = 100;

    private final TokenLedger tokens;
    private final MoneyLedger money;
    private final Transactions transactions;

    Budgets(TokenLedger tokens, MoneyLedger money, Transactions transactions) {
        this.tokens = tokens;
        this.money = money;
        this.transactions = transactions;
    }

    /// Sets aside what a request may use.
    ///
    /// @throws BudgetSpentException there is not so much left; what was set aside before it was found is
    ///     given back
    public BudgetReservation reserve(BudgetRequest request, LocalDate day) {
        return transactions.write(() -> {
            UUID id = UUID.randomUUID();
            @Nullable Long left = null;
            if (request.limit() != null) {
                left = tokens.reserve(id, request, request.limit(), day)
                        .orElseThrow(() -> new BudgetSpentException("tokens"));
            }
            MoneyDemand demand = request.money();
            if (demand != null && !money.reserve(id, request, demand, day)) {
                throw new BudgetSpentException("money");
            }
            return new BudgetReservation(id.toString(), left);
        });
    }

    /// Puts what was used in the place of what was set aside; false if nothing is set aside under this
    /// id.
    public boolean settle(UUID id, BudgetSettlement used) {
        return transactions.write(() -> {
            boolean known = tokens.settle(id, used.tokens());
            return (used.micros() != null && money.settle(id, used.micros())) || known;
        });
    }
}
