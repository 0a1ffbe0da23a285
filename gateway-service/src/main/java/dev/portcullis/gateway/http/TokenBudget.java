// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sets aside what a request to a model may use of its caller's budget, before it is sent, and settles what it did use.
final class TokenBudget {
    /// What an answer is taken to have at most where the request does not say.
    private static final long USUAL_ANSWER = 4_096;

    private final Budgets budgets;
    private final Clock clock;

    TokenBudget(Budgets budgets, Clock clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    /// Sets tokens aside, where policy bounds them. Blocks.
    ///
    /// @throws Refused the budget of today does not suffice, or the request is not one whose tokens can be counted
    Spending reserve(GatewaySession session, ReadRequest request, Obligations obligations)
            throws DependencyUnavailable {
        Long limit = obligations.tokensPerDay();
        if (limit == null) {
            return Spending.UNBOUNDED;
        }
        LlmFacts llm = request.facts().llm();
        if (llm == null) {
            throw new Refused(
                    new Refusal.NotSupported("a budget of tokens, as policy demands; this asks no model for anything"));
        }
        long tokens = most(llm);
        if (tokens == 0) {
            return Spending.UNBOUNDED;
        }
        String connection = session.connection().name();
        return budgets.reserve(session.identity(), connection, tokens, limit)
                .<Spending>map(id -> new Reserved(budgets, id))
                .orElseThrow(() -> new Refused(new Refusal.OverLimit(limit + " tokens in a day", secondsOfToday())));
    }

    private static long most(LlmFacts llm) {
        return switch (llm.endpoint()) {
            case "models", "count_tokens" -> 0;
            case "embeddings" -> Math.max(1, llm.tokenEstimate());
            default -> Math.max(1, llm.tokenEstimate() + Objects.requireNonNullElse(llm.maxTokens(), USUAL_ANSWER));
        };
    }

    private long secondsOfToday() {
        LocalDate tomorrow =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        return Math.max(
                1,
                Duration.between(
                                clock.instant(),
                                tomorrow.atStartOfDay(ZoneOffset.UTC).toInstant())
                        .toSeconds());
    }

    /// What one request may use.
    interface Spending {
        /// Nothing was set aside.
        Spending UNBOUNDED = new Spending() {
            @Override
            public void notSent() {
                // Nothing to give back.
            }

            @Override
            public void ended(String status, Map<String, Long> counts) {
                // Nobody asks how many.
            }
        };

        /// The request was not sent: all of it is given back.
        void notSent();

        /// The request is over. What the provider counted is used; an error that counts nothing uses nothing; an answer
        /// that was cut off before it was counted leaves used what was set aside.
        ///
        /// @param status the answer's HTTP status; empty if there was none
        void ended(String status, Map<String, Long> counts);
    }

    private record Reserved(Budgets budgets, String id) implements Spending {
        @Override
        public void notSent() {
            budgets.settle(id, 0);
        }

        @Override
        public void ended(String status, Map<String, Long> counts) {
            @Nullable Long in = counts.get("tokensIn");
            @Nullable Long out = counts.get("tokensOut");
            if (in != null || out != null) {
                budgets.settle(id, Objects.requireNonNullElse(in, 0L) + Objects.requireNonNullElse(out, 0L));
            } else if (!status.isEmpty() && !status.startsWith("2")) {
                budgets.settle(id, 0);
            }
        }
    }
}
