// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Budgets.Answer;
import dev.portcullis.gateway.access.Budgets.Demand;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteBudgetsTest {
    private static final String RESERVE = "POST /v1/budgets:reserve";

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final RemoteBudgets budgets = new RemoteBudgets(services.client(Dependency.POLICY));
    private final Identity agent = new Identity(
            "agent-7",
            "https://issuer.example",
            "",
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            "t",
            clock.instant().plusSeconds(300));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void tellsABudgetThatIsUsedUpFromAServiceThatDoesNotAnswer() throws Exception {
        Demand demand = new Demand(10, 100L, new MoneyDemand("USD", 7, 900));
        services.answer(RESERVE, 200, new BudgetReservation("r-1", 5L));
        assertThat(budgets.reserve(agent, "llm", demand)).isEqualTo(new Answer.Reserved("r-1"));
        assertThat(services.bodies.getLast()).contains("\"tokens\":10", "\"micros\":7", "\"limit\":900");
        services.answer(RESERVE, 409, "{\"budget\":\"tokens\"}");
        assertThat(budgets.reserve(agent, "llm", demand)).isEqualTo(new Answer.Spent(false));
        services.answer(RESERVE, 409, "{\"budget\":\"money\"}");
        assertThat(budgets.reserve(agent, "llm", demand)).isEqualTo(new Answer.Spent(true));
        for (int status : List.of(503, 404, 400)) {
            services.answer(RESERVE, status, "{}");
            assertThatThrownBy(() -> budgets.reserve(agent, "llm", demand)).isInstanceOf(DependencyUnavailable.class);
        }
    }
}
