// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.services.ServiceClient;
import java.util.Optional;
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
    public Optional<String> reserve(Identity identity, String connection, long tokens, long limit)
            throws DependencyUnavailable {
        ServiceClient.ServiceAnswer answer = service.post(
                "/v1/budgets:reserve",
                new BudgetRequest(identity.issuer(), identity.subject(), connection, tokens, limit));
        return answer.status() == CONFLICT
                ? Optional.empty()
                : Optional.of(answer.as(BudgetReservation.class).id());
    }

    @Override
    public void settle(String id, long tokens) {
        Thread.ofVirtual().name("settle-" + id).start(() -> {
            try {
                var _ = service.post(
                        "/v1/budgets/" + ServiceClient.segment(id) + "/settlement", new BudgetSettlement(tokens));
            } catch (DependencyUnavailable e) {
                log.atWarn()
                        .addKeyValue("reservation", id)
                        .addKeyValue("cause", e.getMessage())
                        .log("tokens stay counted as they were set aside");
            }
        });
    }
}
