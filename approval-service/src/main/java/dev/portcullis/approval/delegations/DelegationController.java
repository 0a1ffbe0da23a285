// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import dev.portcullis.approval.identity.Callers;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/delegations`: what the caller lent and was lent.
@RestController
@RequestMapping("/v1/delegations")
class DelegationController {

    /// What the caller lent and was lent.
    record Page(List<Delegation> items) {}

    private final Delegating delegating;

    DelegationController(Delegating delegating) {
        this.delegating = delegating;
    }

    @PostMapping
    ResponseEntity<Delegation> lend(
            @RequestBody LendRequest asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Delegating.Lent lent = delegating.lend(asked, key, Callers.of(token, request));
        return ResponseEntity.status(lent.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/v1/delegations/" + lent.delegation().id()))
                .body(lent.delegation());
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
