// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.policy.security.InvalidRequestException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// Keeps the budgets of tokens and money for all gateways together.
@RestController
final class BudgetController {
    private static final int MOST = 1_000;
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final Budgets budgets;
    private final TokenLedger tokens;
    private final MoneyLedger money;
    private final Clock clock;

    BudgetController(Budgets budgets, TokenLedger tokens, MoneyLedger money, Clock clock) {
        this.budgets = budgets;
        this.tokens = tokens;
        this.money = money;
        this.clock = clock;
    }

    /// Sets tokens and money aside; 409 if there is not so much left, with the `budget` that has not.
    @PostMapping("/v1/budgets:reserve")
    BudgetReservation reserve(@RequestBody BudgetRequest request) {
        check(request);
        return budgets.reserve(request, today());
    }

    /// Says what was used of them; 404 if that was said before.
    @PostMapping("/v1/budgets/{id}/settlement")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void settle(@PathVariable UUID id, @RequestBody BudgetSettlement used) {
        if (used.tokens() < 0 || (used.micros() != null && used.micros() < 0)) {
            throw new InvalidRequestException("tokens and micros must not be negative");
        }
        if (!budgets.settle(id, used)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing is set aside under this id.");
        }
    }

    /// What was used on a day (UTC), by whom and where, the most first.
    @GetMapping("/v1/budgets")
    List<TokenUsage> used(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
            @RequestParam(defaultValue = "100") int limit) {
        return tokens.used(day == null ? today() : day, within(limit));
    }

    /// What was spent on a day (UTC), by whom and where, the most first.
    @GetMapping("/v1/budgets/money")
    List<MoneyUsage> spent(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
            @RequestParam(defaultValue = "100") int limit) {
        return money.used(day == null ? today() : day, within(limit));
    }

    private static int within(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidRequestException("limit must be 1 to " + MOST);
        }
        return limit;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /// Fields that JSON left out are null here, whatever their types say.
    @SuppressWarnings("ConstantValue")
    private static void check(BudgetRequest request) {
        if (request.issuer() == null || request.subject() == null || request.connection() == null) {
            throw new InvalidRequestException("issuer, subject and connection must all be there");
        }
        if (request.limit() == null && request.money() == null) {
            throw new InvalidRequestException("limit or money must be there");
        }
        if (request.tokens() < 1 || (request.limit() != null && request.limit() < 1)) {
            throw new InvalidRequestException("tokens and limit must be positive");
        }
        if (request.money() != null) {
            check(request.money());
        }
    }

    @SuppressWarnings("ConstantValue")
    private static void check(MoneyDemand money) {
        if (money.currency() == null || !CURRENCY.matcher(money.currency()).matches()) {
            throw new InvalidRequestException("money.currency must be a currency's code");
        }
        if (money.micros() < 0 || money.limit() < 1) {
            throw new InvalidRequestException("money.micros must not be negative, and money.limit be positive");
        }
    }
}
