// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.policy.security.InvalidRequestException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
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

/// Keeps the budgets of tokens for all gateways together.
@RestController
final class BudgetController {
    private static final int MOST = 1_000;

    private final TokenLedger ledger;
    private final Clock clock;

    BudgetController(TokenLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /// Sets tokens aside; 409 if there are not so many left.
    @PostMapping("/v1/budgets:reserve")
    BudgetReservation reserve(@RequestBody BudgetRequest request) {
        check(request);
        return ledger.reserve(request, today())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.CONFLICT, "This is more than is left of the budget of today."));
    }

    /// Says what was used of them; 404 if that was said before.
    @PostMapping("/v1/budgets/{id}/settlement")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void settle(@PathVariable UUID id, @RequestBody BudgetSettlement used) {
        if (used.tokens() < 0) {
            throw new InvalidRequestException("tokens must not be negative");
        }
        if (!ledger.settle(id, used.tokens())) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing is set aside under this id.");
        }
    }

    /// What was used on a day (UTC), by whom and where, the most first.
    @GetMapping("/v1/budgets")
    List<TokenUsage> used(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidRequestException("limit must be 1 to " + MOST);
        }
        return ledger.used(day == null ? today() : day, limit);
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
        if (request.tokens() < 1 || request.limit() < 1) {
            throw new InvalidRequestException("tokens and limit must be positive");
        }
    }
}
