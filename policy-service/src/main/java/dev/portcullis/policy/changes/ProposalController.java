// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.policy.feed.Committed;
import dev.portcullis.policy.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Proposals over REST.
@RestController
final class ProposalController {

    private final ProposalStore proposals;
    private final ApplicationEventPublisher events;

    ProposalController(ProposalStore proposals, ApplicationEventPublisher events) {
        this.proposals = proposals;
        this.events = events;
    }

    @GetMapping("/v1/proposals")
    List<Proposal.View> list(@RequestParam(defaultValue = "OPEN") Proposal.State state) {
        return proposals.list(state);
    }

    @GetMapping("/v1/proposals/{id}")
    Proposal.View show(@PathVariable UUID id) {
        return proposals.find(id);
    }

    @PostMapping("/v1/proposals/{id}/approve")
    Proposal.View approve(@PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        Proposal.View applied = proposals.approve(id, Caller.of(token, request.getRemoteAddr()));
        events.publishEvent(new Committed());
        return applied;
    }

    @PostMapping("/v1/proposals/{id}/reject")
    Proposal.View reject(@PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return proposals.reject(id, Caller.of(token, request.getRemoteAddr()));
    }
}
