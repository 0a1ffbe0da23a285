// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.Preconditions;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/approvals`. Who may call what stands in `identity.Access`; here requests become calls and outcomes
/// answers.
@RestController
@RequestMapping("/v1/approvals")
class ApprovalController {

    private static final int MAX_LIMIT = 200;
    private static final int MAX_WAIT_SECONDS = 30;

    /// Why the gateway withdraws.
    record WithdrawRequest(@Nullable String reason) {}

    private final Filing filing;
    private final Reading reading;
    private final Waiting waiting;
    private final Voting voting;
    private final Consumption consumption;

    ApprovalController(Filing filing, Reading reading, Waiting waiting, Voting voting, Consumption consumption) {
        this.filing = filing;
        this.reading = reading;
        this.waiting = waiting;
        this.voting = voting;
        this.consumption = consumption;
    }

    @PostMapping
    ResponseEntity<Approval> file(
            @RequestBody ApprovalRequest asked, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        return answer(filing.file(asked, Callers.of(token, request)));
    }

    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable ApprovalState state,
            @RequestParam(required = false) @Nullable String connection,
            @RequestParam(required = false) @Nullable String requester,
            @RequestParam(required = false) @Nullable ApprovalKind kind,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new RefusedException(new Refusal.Invalid("limit: must be from 1 to " + MAX_LIMIT));
        }
        return reading.list(
                new Reading.Filter(state, connection, requester, kind, cursor(cursor), limit),
                Callers.of(token, request));
    }

    @GetMapping("/{id}")
    CompletableFuture<ResponseEntity<Approval>> one(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") int wait,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (wait < 0 || wait > MAX_WAIT_SECONDS) {
            throw new RefusedException(new Refusal.Invalid("wait: must be from 0 to " + MAX_WAIT_SECONDS + " seconds"));
        }
        return waiting.one(id(id), Callers.of(token, request), Duration.ofSeconds(wait))
                .thenApply(found -> {
                    Approval approval = found.orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
                    return ok(approval).body(approval);
                });
    }

    @PostMapping("/{id}/votes")
    ResponseEntity<Approval> vote(
            @PathVariable String id,
            @RequestBody VoteRequest vote,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Caller voter = Callers.of(token, request);
        return answer(voting.vote(id(id), vote, new Voting.Terms(Preconditions.version(ifMatch), key), voter));
    }

    @PostMapping("/{id}/consume")
    ResponseEntity<Approval> consume(
            @PathVariable String id,
            @RequestBody ConsumeRequest asked,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        return answer(consumption.consume(id(id), asked, Callers.of(token, request)));
    }

    @PostMapping("/{id}/withdraw")
    ResponseEntity<Approval> withdraw(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable WithdrawRequest asked,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        String reason = asked == null || asked.reason() == null ? "" : asked.reason();
        return answer(consumption.withdraw(id(id), reason, Callers.of(token, request)));
    }

    private static ResponseEntity<Approval> answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var approval, var created) ->
                created
                        ? ResponseEntity.status(HttpStatus.CREATED)
                                .location(URI.create("/v1/approvals/" + approval.id()))
                                .eTag(tag(approval))
                                .body(approval)
                        : ok(approval).body(approval);
            case Outcome.Refused(var why) -> throw new RefusedException(why);
        };
    }

    private static ResponseEntity.BodyBuilder ok(Approval approval) {
        return ResponseEntity.ok().eTag(tag(approval));
    }

    private static String tag(Approval approval) {
        return Preconditions.tag(approval.version());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(new Refusal.NotFound());
        }
    }

    private static @Nullable Cursor cursor(@Nullable String text) {
        return text == null
                ? null
                : Cursor.parse(text)
                        .orElseThrow(() -> new RefusedException(new Refusal.Invalid("cursor: is none of ours")));
    }
}
