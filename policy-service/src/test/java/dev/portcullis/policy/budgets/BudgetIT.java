// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.policy.RunningService;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A budget is kept whoever asks at once, and settled once.
class BudgetIT {
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void nobodyGetsMoreThanIsThereHoweverManyAskAtOnce() throws Exception {
        try (ExecutorService gateways = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> requests = Stream.<Callable<Integer>>generate(
                            () -> () -> reserve("crowd", "llm", 10, 100).status())
                    .limit(40)
                    .toList();
            List<Integer> statuses =
                    gateways.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(statuses).containsOnly(200, 409);
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(10);
        }
        assertThat(used("crowd")).isEqualTo(100);
    }

    @Test
    void isSettledOnceByWhatWasUsed() {
        String id = reserve("settler", "llm", 60, 100).json().path("id").asString();
        assertThat(reserve("settler", "llm", 60, 100).status()).isEqualTo(409);
        assertThat(settle(id, 25)).isEqualTo(204);
        assertThat(settle(id, 0)).isEqualTo(404);
        assertThat(used("settler")).isEqualTo(25);

        RunningService.Answer more = reserve("settler", "llm", 60, 100);
        assertThat(more.json().path("left").asLong()).isEqualTo(15);
        assertThat(settle(more.json().path("id").asString(), 500)).isEqualTo(204);
        assertThat(reserve("settler", "llm", 1, 100).status())
                .as("more was used than set aside")
                .isEqualTo(409);
    }

    @Test
    void moneyIsSetAsideWithTokensOrNeitherIs() {
        MoneyDemand most = new MoneyDemand("USD", 600, 1_000);
        String id = demand("payer", 60, 100L, most).json().path("id").asString();
        RunningService.Answer over = demand("payer", 10, 100L, most);
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.json().path("budget").asString()).isEqualTo("money");
        assertThat(used("payer"))
                .as("the tokens of what was refused are given back")
                .isEqualTo(60);
        assertThat(demand("payer", 50, 100L, new MoneyDemand("USD", 1, 1_000))
                        .json()
                        .path("budget")
                        .asString())
                .isEqualTo("tokens");
        assertThat(spent("payer")).isEqualTo(600);

        assertThat(settle(id, 25, 250L)).isEqualTo(204);
        assertThat(settle(id, 25, 250L)).isEqualTo(404);
        assertThat(used("payer")).isEqualTo(25);
        assertThat(spent("payer")).isEqualTo(250);
        assertThat(demand("payer", 10, null, new MoneyDemand("USD", 750, 1_000)).status())
                .as("without a limit of tokens")
                .isEqualTo(200);
        assertThat(demand("payer", 10, null, new MoneyDemand("USD", 1, 1_000)).status())
                .isEqualTo(409);
        assertThat(demand("payer", 10, null, new MoneyDemand("EUR", 1, 1_000)).status())
                .as("another currency is another budget")
                .isEqualTo(200);
        assertThat(used("payer")).isEqualTo(25);
    }

    @Test
    void whatIsSettledWithoutMoneyLeavesItUsed() {
        String id = demand("forgetful", 10, 100L, new MoneyDemand("USD", 600, 1_000))
                .json()
                .path("id")
                .asString();
        assertThat(settle(id, 5, null)).isEqualTo(204);
        assertThat(spent("forgetful")).isEqualTo(600);
    }

    @Test
    void nobodySpendsMoreThanIsThereHoweverManyAskAtOnce() throws Exception {
        try (ExecutorService gateways = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> requests = Stream.<Callable<Integer>>generate(
                            () -> () -> demand("spenders", 1, null, new MoneyDemand("USD", 10, 100))
                                    .status())
                    .limit(40)
                    .toList();
            List<Integer> statuses =
                    gateways.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(10);
        }
        assertThat(spent("spenders")).isEqualTo(100);
    }

    @Test
    void isOneIdentitysOnOneConnection() {
        assertThat(reserve("one", "llm", 100, 100).status()).isEqualTo(200);
        assertThat(reserve("one", "llm", 1, 100).status()).isEqualTo(409);
        assertThat(reserve("one", "claude", 1, 100).status()).isEqualTo(200);
        assertThat(reserve("other", "llm", 1, 100).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"connection\":\"c\",\"tokens\":0,\"limit\":5}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"connection\":\"c\",\"tokens\":-5,\"limit\":5}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"tokens\":5,\"limit\":5}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"connection\":\"c\",\"tokens\":5}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"connection\":\"c\",\"tokens\":5,\"money\":{\"currency\":\"usd\",\"micros\":1,\"limit\":5}}",
                "{\"issuer\":\"i\",\"subject\":\"s\",\"connection\":\"c\",\"tokens\":5,\"money\":{\"currency\":\"USD\",\"micros\":-1,\"limit\":5}}"
            })
    void refusesWhatMakesNoSense(String body) {
        assertThat(service.post("/v1/budgets:reserve", service.gateway().sign(), body)
                        .status())
                .isEqualTo(400);
    }

    private static RunningService.Answer reserve(String subject, String connection, long tokens, long limit) {
        return service.post(
                "/v1/budgets:reserve",
                service.gateway().sign(),
                RunningService.JSON.writeValueAsString(
                        new BudgetRequest("https://issuer.example", subject, connection, tokens, limit)));
    }

    private static RunningService.Answer demand(String subject, long tokens, @Nullable Long limit, MoneyDemand money) {
        return service.post(
                "/v1/budgets:reserve",
                service.gateway().sign(),
                RunningService.JSON.writeValueAsString(
                        new BudgetRequest("https://issuer.example", subject, "llm", tokens, limit, money)));
    }

    private static int settle(String id, long tokens) {
        return settle(id, tokens, null);
    }

    private static int settle(String id, long tokens, @Nullable Long micros) {
        return service.post(
                        "/v1/budgets/" + id + "/settlement",
                        service.gateway().sign(),
                        RunningService.JSON.writeValueAsString(new BudgetSettlement(tokens, micros)))
                .status();
    }

    private static long spent(String subject) {
        for (JsonNode one :
                service.get("/v1/budgets/money", service.admin().sign()).json()) {
            if (one.path("subject").asString().equals(subject)
                    && one.path("currency").asString().equals("USD")) {
                return one.path("micros").asLong();
            }
        }
        return 0;
    }

    private static long used(String subject) {
        for (JsonNode one : service.get("/v1/budgets", service.admin().sign()).json()) {
            if (one.path("subject").asString().equals(subject)
                    && one.path("connection").asString().equals("llm")) {
                return one.path("tokens").asLong();
            }
        }
        return 0;
    }
}
