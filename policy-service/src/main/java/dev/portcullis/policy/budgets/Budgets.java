// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.budget.MoneyDemand;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Tokens and money of one request together: both are set aside, or nothing is.
@Component
class Budgets {
    /// Long enough for a quarter's report.
    static final int DAYS_KEPT = 100;

    private final TokenLedger tokens;
    private final MoneyLedger money;

    Budgets(TokenLedger tokens, MoneyLedger money) {
        this.tokens = tokens;
        this.money = money;
    }

    /// Sets aside what a request may use.
    ///
    /// @throws BudgetSpentException there is not so much left; what was set aside before it was found is
    ///     given back
    @Transactional
    public BudgetReservation reserve(BudgetRequest request, LocalDate day) {
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
    }

    /// Puts what was used in the place of what was set aside; false if nothing is set aside under this
    /// id.
    @Transactional
    public boolean settle(UUID id, BudgetSettlement used) {
        boolean known = tokens.settle(id, used.tokens());
        return (used.micros() != null && money.settle(id, used.micros())) || known;
    }
}
