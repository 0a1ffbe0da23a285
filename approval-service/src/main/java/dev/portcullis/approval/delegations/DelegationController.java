// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/delegations`: what the caller lent and was lent.
@RestController
@RequestMapping("/v1/delegations")
class DelegationController {

    /// Who may vote in the caller's place.
    record LendRequest(
            @Nullable String to,
            @Nullable Set<String> groups,
            @Nullable Instant until,
            @Nullable String reason) {}

    /// What the caller lent and was lent.
    record Page(List<Delegation> items) {}

    private final Delegating delegating;

    DelegationController(Delegating delegating) {
        this.delegating = delegating;
    }

    @PostMapping
    ResponseEntity<Delegation> lend(
            @RequestBody LendRequest asked, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        if (asked.until() == null) {
            throw new RefusedException(new Refusal.Invalid("until: missing"));
        }
        Delegation lent = delegating.lend(
                Objects.requireNonNullElse(asked.to(), ""),
                Objects.requireNonNullElse(asked.groups(), Set.of()),
                asked.until(),
                Objects.requireNonNullElse(asked.reason(), ""),
                Callers.of(token, request));
        return ResponseEntity.created(URI.create("/v1/delegations/" + lent.id()))
                .body(lent);
    }

    @GetMapping
    Page list(@AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return new Page(delegating.of(Callers.of(token, request)));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> end(@PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        delegating.end(id, Callers.of(token, request));
        return ResponseEntity.noContent().build();
    }
}
