// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.Preconditions;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantCheck;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/grants`. Who may call what stands in `identity.Access`; here requests become calls and outcomes answers.
@RestController
class GrantController {

    private static final int MAX_LIMIT = 200;

    /// Which reviews to list.
    enum ReviewFilter {
        open,
        overdue
    }

    /// More time.
    record ExtensionRequest(long seconds, @Nullable String purpose) {}

    /// What a reviewer found.
    record ReviewRequest(@Nullable String note) {}

    private final Asking asking;
    private final Ending ending;
    private final Reviewing reviewing;
    private final GrantReading reading;
    private final Questions questions;
    private final Clock clock;

    GrantController(
            Asking asking, Ending ending, Reviewing reviewing, GrantReading reading, Questions questions, Clock clock) {
        this.asking = asking;
        this.ending = ending;
        this.reviewing = reviewing;
        this.reading = reading;
        this.questions = questions;
        this.clock = clock;
    }

    @PostMapping("/v1/grants")
    ResponseEntity<AccessGrant> ask(
            @RequestBody GrantRequest asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Asking.Asked answer = asking.ask(asked, key, Callers.of(token, request));
        AccessGrant grant = answer.grant();
        return ResponseEntity.status(answer.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/v1/grants/" + grant.id()))
                .eTag(Preconditions.tag(grant.version()))
                .body(grant);
    }

    @GetMapping("/v1/grants")
    GrantReading.Page list(
            @RequestParam(required = false) @Nullable GrantState state,
            @RequestParam(required = false) @Nullable String connection,
            @RequestParam(required = false) @Nullable ReviewFilter review,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "50") int limit,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new RefusedException(new Refusal.Invalid("limit: must be from 1 to " + MAX_LIMIT));
        }
        Caller reader = Callers.of(token, request);
        GrantRows.Filter filter = new GrantRows.Filter(
                reader.seesAll() ? null : reader.subject(),
                reader.seesAll() ? null : reader.issuer(),
                state,
                connection,
                review != null,
                review == ReviewFilter.overdue ? clock.instant() : null,
                before,
                limit);
        return reading.list(filter, reader);
    }

    @GetMapping("/v1/grants/{id}")
    ResponseEntity<AccessGrant> one(
            @PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return answer(reading.one(id, Callers.of(token, request))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound())));
    }

    @DeleteMapping("/v1/grants/{id}")
    ResponseEntity<AccessGrant> end(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        return answer(ending.end(id, reason, Preconditions.version(ifMatch), Callers.of(token, request)));
    }

    /// `If-Match` is the `ETag` of the approval that is voted on.
    @PostMapping("/v1/grants/{id}/votes")
    Approval vote(
            @PathVariable UUID id,
            @RequestBody VoteRequest vote,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Caller voter = Callers.of(token, request);
        String question = reading.one(id, voter)
                .map(AccessGrant::approvalId)
                .filter(approval -> !approval.isEmpty())
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
        return questions.vote(UUID.fromString(question), vote, Preconditions.version(ifMatch), key, voter);
    }

    @PostMapping("/v1/grants/{id}/extensions")
    AccessGrant extend(
            @PathVariable UUID id,
            @RequestBody ExtensionRequest asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        String purpose = Objects.requireNonNullElse(asked.purpose(), "");
        return asking.extend(id, asked.seconds(), purpose, key, Callers.of(token, request));
    }

    @PostMapping("/v1/grants/{id}/review")
    ResponseEntity<AccessGrant> review(
            @PathVariable UUID id,
            @RequestBody ReviewRequest review,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        String note = Objects.requireNonNullElse(review.note(), "");
        Reviewing.Terms terms = new Reviewing.Terms(Preconditions.version(ifMatch), key);
        return answer(reviewing.close(id, note, terms, Callers.of(token, request)));
    }

    @PostMapping("/v1/grants:check")
    AccessGrant check(@RequestBody GrantCheck asked) {
        return reading.check(asked).orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
    }

    private static ResponseEntity<AccessGrant> answer(AccessGrant grant) {
        return ResponseEntity.ok().eTag(Preconditions.tag(grant.version())).body(grant);
    }
}
