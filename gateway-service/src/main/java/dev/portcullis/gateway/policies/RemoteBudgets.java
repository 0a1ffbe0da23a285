// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.services.ServiceClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Budgets kept by the policy service.
final class RemoteBudgets implements Budgets {
    private static final Logger log = LoggerFactory.getLogger(RemoteBudgets.class);
    private static final int CONFLICT = 409;

    private final ServiceClient service;

    RemoteBudgets(ServiceClient service) {
        this.service = service;
    }

    @Override
    public Answer reserve(Identity identity, String connection, Demand demand) throws DependencyUnavailable {
        ServiceClient.ServiceAnswer answer = service.post(
                "/v1/budgets:reserve",
                new BudgetRequest(
                        identity.issuer(),
                        identity.subject(),
                        connection,
                        demand.tokens(),
                        demand.limit(),
                        demand.money()));
        return answer.status() == CONFLICT
                ? new Answer.Spent("money".equals(answer.read(Conflict.class).budget()))
                : new Answer.Reserved(answer.as(BudgetReservation.class).id());
    }

    @Override
    public void settle(String id, long tokens, @Nullable Long micros) {
        Thread.ofVirtual().name("settle-" + id).start(() -> {
            try {
                var _ = service.post(
                        "/v1/budgets/" + ServiceClient.segment(id) + "/settlement",
                        new BudgetSettlement(tokens, micros));
            } catch (DependencyUnavailable e) {
                log.atWarn()
                        .addKeyValue("reservation", id)
                        .addKeyValue("cause", e.getMessage())
                        .log("a budget stays used as it was set aside");
            }
        });
    }

    record Conflict(@Nullable String budget) {}
}
