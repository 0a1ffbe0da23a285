// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.contracts.audit.LegalHold;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Legal holds over REST.
@RestController
@RequestMapping(path = "/v1/holds", produces = MediaType.APPLICATION_JSON_VALUE)
class HoldController {

    private final LegalHolds holds;

    HoldController(LegalHolds holds) {
        this.holds = holds;
    }

    /// The newest holds, the lifted ones too.
    @GetMapping
    List<LegalHold> newest() {
        return holds.newest();
    }

    /// Sets a hold.
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    LegalHold set(
            @RequestBody LegalHold.Request asked, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return holds.set(asked, Caller.of(token, request));
    }

    /// Lifts a hold. What it held may be erased from then on, and expires.
    @DeleteMapping("/{id}")
    LegalHold lift(
            @PathVariable String id,
            @RequestParam String reason,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        return holds.lift(id, reason, Caller.of(token, request));
    }
}
