// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.contracts.audit.Erasure;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Erasures over REST.
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ErasureController {

    private final Erasures erasures;

    ErasureController(Erasures erasures) {
        this.erasures = erasures;
    }

    /// Asks that the recording of a session be erased. Nothing is erased before another person agrees.
    @PostMapping("/v1/sessions/{id}/erasure")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Erasure ask(
            @PathVariable String id,
            @RequestBody Erasure.Request asked,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        return erasures.ask(id, asked.reason(), Caller.of(token, request));
    }

    /// Agrees to an erasure that somebody else asked for within the last seven days, and does it.
    @PostMapping("/v1/erasures/{id}/agreement")
    Erasure agree(@PathVariable String id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return erasures.agree(id, Caller.of(token, request));
    }

    /// The newest erasures, asked for and done.
    @GetMapping("/v1/erasures")
    List<Erasure> newest() {
        return erasures.newest();
    }
}
