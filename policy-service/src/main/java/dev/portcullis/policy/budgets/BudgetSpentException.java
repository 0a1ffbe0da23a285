// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

/// There is not so much left of a budget of today.
public final class BudgetSpentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String budget;

    BudgetSpentException(String budget) {
        super("This is more than is left of the budget of today, in " + budget + ".", null, false, false);
        this.budget = budget;
    }

    /// Which: `tokens` or `money`.
    public String budget() {
        return budget;
    }
}
