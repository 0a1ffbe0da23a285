// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A grant as it is stored. It is never changed in place: every step gives the next version.
///
/// @param grant what everybody sees
/// @param people everybody the request comes from: none of them closes its review
/// @param extension the extension people are asked for; null if there is none
/// @param nagAt when an open review is brought up next; null if none is open
record GrantRow(
        AccessGrant grant,
        List<String> people,
        @Nullable Extension extension,
        @Nullable Instant nagAt) {

    /// More time, not agreed to yet.
    record Extension(UUID approval, long seconds) {}

    GrantRow {
        people = List.copyOf(people);
    }

    UUID id() {
        return UUID.fromString(grant.id());
    }

    Optional<UUID> question() {
        return grant.approvalId().isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(grant.approvalId()));
    }

    /// It begins now and holds for as long as was asked.
    GrantRow begun(Instant now) {
        return next(GrantState.ACTIVE, now, now.plusSeconds(grant.seconds()), "", "", grant.seconds())
                .answered(null);
    }

    /// It never begins.
    GrantRow refused(String by, String reason) {
        return next(GrantState.REFUSED, null, null, by, reason, grant.seconds());
    }

    /// It is over.
    GrantRow ended(Instant at, String by, String reason) {
        return next(GrantState.ENDED, grant.startsAt(), at, by, reason, grant.seconds())
                .answered(null);
    }

    /// It holds longer.
    GrantRow extended(long seconds) {
        Instant end = grant.endsAt();
        return next(
                        grant.state(),
                        grant.startsAt(),
                        end == null ? null : end.plusSeconds(seconds),
                        "",
                        "",
                        grant.seconds() + seconds)
                .answered(null);
    }

    /// This extension is asked for.
    GrantRow asking(Extension asked) {
        return with(grant.review(), nagAt).answered(asked);
    }

    /// The extension was refused.
    GrantRow unextended() {
        return with(grant.review(), nagAt).answered(null);
    }

    /// Its review is closed.
    GrantRow reviewed(Instant at, String by, String note) {
        AccessGrant.Review open = grant.review();
        if (open == null) {
            throw new IllegalStateException("nothing to review");
        }
        return with(new AccessGrant.Review(open.dueAt(), at, by, note), null);
    }

    /// Its review is brought up again later.
    GrantRow naggedUntil(Instant next) {
        return with(grant.review(), next);
    }

    private GrantRow answered(@Nullable Extension open) {
        return new GrantRow(grant, people, open, nagAt);
    }

    private GrantRow with(AccessGrant.@Nullable Review review, @Nullable Instant nag) {
        return new GrantRow(
                copy(
                        grant.state(),
                        grant.startsAt(),
                        grant.endsAt(),
                        grant.endedBy(),
                        grant.endReason(),
                        grant.seconds(),
                        review),
                people,
                extension,
                nag);
    }

    private GrantRow next(
            GrantState state,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            String by,
            String reason,
            long seconds) {
        return new GrantRow(
                copy(state, startsAt, endsAt, by, reason, seconds, grant.review()), people, extension, nagAt);
    }

    private AccessGrant copy(
            GrantState state,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            String by,
            String reason,
            long seconds,
            AccessGrant.@Nullable Review review) {
        return new AccessGrant(
                grant.id(),
                state,
                grant.subject(),
                grant.issuer(),
                grant.actors(),
                grant.tokenId(),
                grant.connection(),
                grant.purpose(),
                grant.ticket(),
                seconds,
                grant.breakGlass(),
                grant.quorum(),
                grant.approvalId(),
                grant.askedAt(),
                startsAt,
                endsAt,
                by,
                reason,
                review,
                grant.version() + 1);
    }
}
