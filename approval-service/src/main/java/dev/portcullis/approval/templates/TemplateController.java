// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.Preconditions;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/templates`. Who may call what stands in `identity.Access`; here requests become calls and outcomes
/// answers.
@RestController
@RequestMapping("/v1/templates")
class TemplateController {

    private static final int MAX_LIMIT = 200;

    private final Proposing proposing;
    private final Revoking revoking;
    private final TemplateReading reading;
    private final Questions questions;

    TemplateController(Proposing proposing, Revoking revoking, TemplateReading reading, Questions questions) {
        this.proposing = proposing;
        this.revoking = revoking;
        this.reading = reading;
        this.questions = questions;
    }

    @PostMapping
    ResponseEntity<CommandTemplate> propose(
            @RequestBody TemplateProposal asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Proposing.Proposed proposed = proposing.propose(asked, key, Callers.of(token, request));
        CommandTemplate template = proposed.template();
        return ResponseEntity.status(proposed.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/v1/templates/" + template.id()))
                .eTag(Preconditions.tag(template.version()))
                .body(template);
    }

    @GetMapping
    TemplateReading.Page list(
            @RequestParam(required = false) @Nullable TemplateState state,
            @RequestParam(required = false) @Nullable String connection,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "50") int limit,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new RefusedException(new Refusal.Invalid("limit: must be from 1 to " + MAX_LIMIT));
        }
        return reading.list(state, connection, before, limit, Callers.of(token, request));
    }

    @GetMapping("/{id}")
    ResponseEntity<CommandTemplate> one(
            @PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return answer(found(id, Callers.of(token, request)));
    }

    /// `If-Match` is the `ETag` of the approval that is voted on.
    @PostMapping("/{id}/votes")
    Approval vote(
            @PathVariable UUID id,
            @RequestBody VoteRequest vote,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Caller voter = Callers.of(token, request);
        UUID question = UUID.fromString(found(id, voter).approvalId());
        return questions.vote(question, vote, Preconditions.version(ifMatch), key, voter);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<CommandTemplate> revoke(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        return answer(revoking.revoke(id, reason, Preconditions.version(ifMatch), Callers.of(token, request)));
    }

    private CommandTemplate found(UUID id, Caller caller) {
        return reading.one(id, caller).orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
    }

    private static ResponseEntity<CommandTemplate> answer(CommandTemplate template) {
        return ResponseEntity.ok().eTag(Preconditions.tag(template.version())).body(template);
    }
}
