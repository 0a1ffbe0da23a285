// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.VoteRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v1/approvals:reject`: one no to many. Each is a vote of its own and succeeds or fails for itself; there is no
/// such thing for a yes.
@RestController
class BulkController {

    private static final int MAX_ITEMS = 200;

    /// With the id of an item it is no longer than a key of one vote may be.
    private static final int LONGEST_KEY = 90;

    /// What to reject.
    ///
    /// @param items each with the digest that the voter was shown
    /// @param reason why, for all of them
    record BulkRejection(
            @Nullable List<Held> items, @Nullable String reason) {

        /// One approval.
        record Held(UUID id, String digest) {}
    }

    /// What became of them, in the order of the request.
    record BulkOutcome(List<Item> items) {

        /// What became of one.
        ///
        /// @param rejected whether it is rejected by this vote
        /// @param refusal otherwise why not; empty if it is
        record Item(UUID id, boolean rejected, String refusal) {}
    }

    private final Voting voting;

    BulkController(Voting voting) {
        this.voting = voting;
    }

    @PostMapping("/v1/approvals:reject")
    BulkOutcome reject(
            @RequestBody BulkRejection asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        List<BulkRejection.Held> items = Objects.requireNonNullElse(asked.items(), List.of());
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new RefusedException(new Refusal.Invalid("items: from 1 to " + MAX_ITEMS));
        }
        if (asked.reason() == null || asked.reason().isBlank()) {
            throw new RefusedException(new Refusal.Invalid("reason: missing"));
        }
        if (key != null && key.length() > LONGEST_KEY) {
            throw new RefusedException(new Refusal.Invalid("Idempotency-Key: longer than " + LONGEST_KEY));
        }
        String reason = asked.reason();
        Caller voter = Callers.of(token, request);
        return new BulkOutcome(
                items.stream().map(item -> reject(item, reason, key, voter)).toList());
    }

    /// Each vote has its own key, made of the request's, so that the whole request can be sent again.
    private BulkOutcome.Item reject(BulkRejection.Held item, String reason, @Nullable String key, Caller voter) {
        VoteRequest no = new VoteRequest(false, reason, item.digest());
        return switch (voting.vote(
                item.id(), no, new Voting.Terms(null, key == null ? null : key + "/" + item.id()), voter)) {
            case Outcome.Done _ -> new BulkOutcome.Item(item.id(), true, "");
            case Outcome.Refused(var why) -> new BulkOutcome.Item(item.id(), false, why.word());
        };
    }
}
