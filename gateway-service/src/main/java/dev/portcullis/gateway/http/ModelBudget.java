// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.contracts.connection.Prices.ModelPrice;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sets aside what a request to a model may use of its caller's budget, before it is sent, and settles
/// what it did use.
final class ModelBudget {
    /// What an answer may have at most where the request does not say. It is told to the model.
    private static final long USUAL_ANSWER = 4_096;

    private final Budgets budgets;
    private final Clock clock;

    ModelBudget(Budgets budgets, Clock clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    /// How many tokens are set aside for the answer, and so may be used; null where no budget applies.
    static @Nullable Long answer(ReadRequest request, Obligations obligations) {
        LlmFacts llm = request.facts().llm();
        boolean unbounded =
                obligations.tokensPerDay() == null && obligations.moneyPerDay().isEmpty();
        return unbounded || llm == null || isFree(llm) ? null : Long.valueOf(mostOut(llm));
    }

    /// Sets tokens and money aside, where policy bounds them. Blocks.
    ///
    /// @throws Refused the budget of today does not suffice, or the request is not one whose tokens can
    ///     be counted, or its model has no price in the currency of the budget
    Spending reserve(GatewaySession session, ReadRequest request, Obligations obligations)
            throws DependencyUnavailable {
        Long limit = obligations.tokensPerDay();
        if (limit == null && obligations.moneyPerDay().isEmpty()) {
            return Spending.UNBOUNDED;
        }
        LlmFacts llm = request.facts().llm();
        if (llm == null) {
            throw noModel();
        }
        if (isFree(llm)) {
            return Spending.UNBOUNDED;
        }
        Costs costs = obligations.moneyPerDay().isEmpty() ? null : costs(session, llm, obligations.moneyPerDay());
        long in = Math.max(1, llm.tokenEstimate());
        long out = mostOut(llm);
        Budgets.Demand demand = new Budgets.Demand(
                in > Long.MAX_VALUE - out ? Long.MAX_VALUE : in + out,
                limit,
                costs == null ? null : costs.demand(in, out));
        return switch (budgets.reserve(session.identity(), session.connection().name(), demand)) {
            case Budgets.Answer.Reserved(var id) -> new Reserved(budgets, id, costs);
            case Budgets.Answer.Spent(var money) ->
                throw new Refused(new Refusal.OverLimit(
                        money && costs != null ? costs.words() : limit + " tokens in a day", secondsOfToday()));
        };
    }

    /// For what asks no model for anything.
    ///
    /// @throws Refused policy demands that its tokens are counted
    static void requireNone(Obligations obligations) {
        if (obligations.tokensPerDay() != null || !obligations.moneyPerDay().isEmpty()) {
            throw noModel();
        }
    }

    private static Refused noModel() {
        return new Refused(new Refusal.NotSupported(
                "a budget of tokens or money, as policy demands; this asks no model for anything"));
    }

    /// What a model costs here, and how much of it may be spent.
    private static Costs costs(GatewaySession session, LlmFacts llm, List<Money> limits) {
        Prices prices = Objects.requireNonNull(session.connection().http()).prices();
        if (prices == null) {
            throw noPrice("this connection has no prices");
        }
        // Of several currencies one at most is that of the prices, and the others cannot be kept.
        if (limits.size() != 1 || !limits.getFirst().currency().equals(prices.currency())) {
            throw noPrice("the prices of this connection are in " + prices.currency());
        }
        ModelPrice price = prices.of(llm.model()).orElseThrow(() -> noPrice("this model has no price here"));
        return new Costs(limits.getFirst(), price);
    }

    private static Refused noPrice(String why) {
        return new Refused(new Refusal.NotSupported("a budget of money, as policy demands; " + why));
    }

    private static boolean isFree(LlmFacts llm) {
        return llm.endpoint().equals("models") || llm.endpoint().equals("count_tokens");
    }

    private static long mostOut(LlmFacts llm) {
        return llm.endpoint().equals("embeddings")
                ? 0
                : Math.max(0, Objects.requireNonNullElse(llm.maxTokens(), USUAL_ANSWER));
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

        /// The request is over. What the provider counted is used; an error that counts nothing uses
        /// nothing; an answer that was cut off before it was counted leaves used what was set aside.
        ///
        /// @param status the answer's HTTP status; empty if there was none
        void ended(String status, Map<String, Long> counts);
    }

    /// What a request's tokens cost.
    private record Costs(Money limit, ModelPrice price) {
        MoneyDemand demand(long in, long out) {
            return new MoneyDemand(limit.currency(), price.mostMicros(in, out), limit.micros());
        }

        long of(Map<String, Long> counts) {
            return price.micros(
                    count(counts, "tokensIn"),
                    count(counts, "tokensCached"),
                    count(counts, "tokensCacheWritten"),
                    count(counts, "tokensOut"));
        }

        private static long count(Map<String, Long> counts, String name) {
            return Math.max(0, counts.getOrDefault(name, 0L));
        }

        String words() {
            return BigDecimal.valueOf(limit.micros(), 6).stripTrailingZeros().toPlainString() + " " + limit.currency()
                    + " in a day";
        }
    }

    private record Reserved(
            Budgets budgets, String id, @Nullable Costs costs) implements Spending {
        @Override
        public void notSent() {
            nothing();
        }

        private void nothing() {
            budgets.settle(id, 0, costs == null ? null : 0L);
        }

        @Override
        public void ended(String status, Map<String, Long> counts) {
            @Nullable Long in = counts.get("tokensIn");
            @Nullable Long out = counts.get("tokensOut");
            if (in != null || out != null) {
                budgets.settle(
                        id,
                        Objects.requireNonNullElse(in, 0L) + Objects.requireNonNullElse(out, 0L),
                        costs == null ? null : costs.of(counts));
            } else if (!status.isEmpty() && !status.startsWith("2")) {
                nothing();
            }
        }
    }
}
