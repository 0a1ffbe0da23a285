// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.People;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.IdempotencyKeys;
import dev.portcullis.approval.requests.IdempotencyKeys.Sent;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes in who asks for access: puts the question to people, or, for a named responder in an emergency, begins at once
/// and opens a review. Refusals are recorded too.
@Component
final class Asking {

    /// What came of it.
    ///
    /// @param created false if it had been asked for before, under the same key
    record Asked(AccessGrant grant, boolean created) {}

    private sealed interface Answer {
        record Taken(Asked asked) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    private final GrantRows rows;
    private final GrantTerms terms;
    private final GrantChecks checks;
    private final GrantProperties properties;
    private final Questions questions;
    private final IdempotencyKeys keys;
    private final People people;
    private final GrantReports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Asking(
            GrantRows rows,
            GrantTerms terms,
            GrantChecks checks,
            GrantProperties properties,
            Questions questions,
            IdempotencyKeys keys,
            People people,
            GrantReports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.terms = terms;
        this.checks = checks;
        this.properties = properties;
        this.questions = questions;
        this.keys = keys;
        this.people = people;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Asks for access.
    ///
    /// @param key under which the same request may be sent again; null if it will not be
    Asked ask(GrantRequest sentIn, @Nullable String key, Caller asker) {
        checks.demandWellFormed(sentIn);
        GrantRequest asked = kept(sentIn);
        Optional<GrantTerms.Terms> found = terms.of(asked.connection());
        boolean breakGlass = Boolean.TRUE.equals(asked.breakGlass());
        // A grant that is bound to a token is another one for another token.
        Sent sent = new Sent(asker, key, "grants.create", List.of(asked, tokenOf(asked, asker)));
        Answer answer = Objects.requireNonNull(transaction.execute(status -> {
            rows.queueFor(asker.issuer() + " " + asker.subject());
            rows.queueFor(asked.connection());
            Optional<UUID> before = keys.resultOf(sent);
            if (before.isPresent()) {
                return new Answer.Taken(
                        new Asked(rows.find(before.get()).orElseThrow().grant(), false));
            }
            Optional<Refusal> refusal = checks.refusal(asked, asker, found);
            if (refusal.isPresent()) {
                reports.refused(asked.connection(), breakGlass, asker, refusal.get());
                return new Answer.Refused(refusal.get());
            }
            AccessGrant grant =
                    breakGlass ? begin(asked, asker, found.orElseThrow()) : question(asked, asker, found.orElseThrow());
            keys.remember(sent, UUID.fromString(grant.id()));
            return new Answer.Taken(new Asked(grant, true));
        }));
        return switch (answer) {
            case Answer.Taken(var taken) -> taken;
            case Answer.Refused(var why) -> throw new RefusedException(why);
        };
    }

    /// Asks for more time. People decide again, by the same quorum.
    ///
    /// @param key under which the same request may be sent again; null if it will not be
    AccessGrant extend(UUID id, long seconds, String words, @Nullable String key, Caller asker) {
        checks.demandPurpose(words);
        String purpose = PeoplesWords.kept(words);
        Sent sent = new Sent(asker, key, "grants.extend", List.of(id, seconds, purpose));
        return Objects.requireNonNull(transaction.execute(status -> {
            GrantRow row = rows.lock(id)
                    .filter(found -> isOwn(found.grant(), asker))
                    .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
            AccessGrant grant = row.grant();
            if (keys.resultOf(sent).isPresent()) {
                return grant;
            }
            if (!grant.holds(clock.instant())) {
                throw new RefusedException(new Refusal.WrongGrantState(
                        grant.state() == GrantState.ACTIVE ? GrantState.ENDED : grant.state()));
            }
            checks.demandExtendable(row, seconds, terms.of(grant.connection()));
            UUID approval = put(grant, seconds, purpose, asker);
            GrantRow next = row.asking(new GrantRow.Extension(approval, seconds));
            rows.update(next);
            reports.asked(next.grant(), asker);
            keys.remember(sent, id);
            return next.grant();
        }));
    }

    private AccessGrant question(GrantRequest asked, Caller asker, GrantTerms.Terms terms) {
        AccessGrant draft = draft(asked, asker, terms, GrantState.REQUESTED, "");
        UUID approval = put(draft, asked.seconds(), asked.purpose(), asker);
        AccessGrant grant = draft(asked, asker, terms, GrantState.REQUESTED, approval.toString(), draft.id());
        rows.insert(new GrantRow(grant, behind(asker), null, null));
        reports.asked(grant, asker);
        return grant;
    }

    private AccessGrant begin(GrantRequest asked, Caller asker, GrantTerms.Terms terms) {
        AccessGrant grant = draft(asked, asker, terms, GrantState.ACTIVE, "");
        AccessGrant.Review review = Objects.requireNonNull(grant.review());
        rows.insert(new GrantRow(grant, behind(asker), null, review.dueAt()));
        reports.asked(grant, asker);
        reports.changed(grant, asker.subject(), grant.purpose());
        return grant;
    }

    private UUID put(AccessGrant grant, long seconds, String purpose, Caller asker) {
        Instant until = clock.instant().plus(properties.decideWithin());
        Identity requester = new Identity(
                asker.subject(),
                asker.issuer(),
                asker.clientId(),
                asker.groups().stream().sorted().toList(),
                asker.roles().stream().sorted().toList(),
                asker.actors(),
                Map.of(),
                asker.tokenId(),
                // An answer may come after the token that asked is over: what is asked for is not done with it.
                until.plusSeconds(1));
        ApprovalRequest question = question(grant, seconds, purpose, requester, "");
        return UUID.fromString(questions
                .ask(question(grant, seconds, purpose, requester, ApprovalDigest.of(question)), asker)
                .id());
    }

    private ApprovalRequest question(
            AccessGrant grant, long seconds, String purpose, Identity requester, String digest) {
        String words = (grant.state() == GrantState.ACTIVE
                        ? "Reach " + grant.connection() + " longer, by "
                        : "Reach " + grant.connection() + " for ")
                + Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(java.util.Locale.ROOT)
                + (grant.tokenId().isEmpty() ? "" : ", with one token only")
                + (grant.ticket().isEmpty() ? "" : " (" + grant.ticket() + ")")
                + ": " + purpose;
        return new ApprovalRequest(
                "grant " + grant.id() + " " + grant.version(),
                digest,
                grant.connection(),
                grant.id(),
                requester,
                words,
                List.of(),
                null,
                List.of(),
                grant.quorum(),
                properties.decideWithin().toSeconds(),
                0);
    }

    private AccessGrant draft(
            GrantRequest asked, Caller asker, GrantTerms.Terms terms, GrantState state, String approval) {
        return draft(
                asked,
                asker,
                terms,
                state,
                approval,
                TimeOrderedIds.at(clock.instant()).toString());
    }

    private AccessGrant draft(
            GrantRequest asked, Caller asker, GrantTerms.Terms terms, GrantState state, String approval, String id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean begins = state == GrantState.ACTIVE;
        Instant end = now.plusSeconds(asked.seconds());
        return new AccessGrant(
                id,
                state,
                asker.subject(),
                asker.issuer(),
                asker.actors(),
                tokenOf(asked, asker),
                asked.connection(),
                asked.purpose(),
                Objects.requireNonNullElse(asked.ticket(), ""),
                asked.seconds(),
                begins,
                terms.quorum().toString(),
                approval,
                now,
                begins ? now : null,
                begins ? end : null,
                "",
                "",
                begins ? new AccessGrant.Review(end.plus(properties.breakGlass().reviewWithin()), null, "", "") : null,
                1);
    }

    private List<String> behind(Caller asker) {
        return List.copyOf(
                people.parties(Stream.concat(Stream.of(asker.subject(), asker.clientId()), asker.actors().stream())
                        .toList()));
    }

    /// The token that the grant is bound to; empty if it is not.
    private static String tokenOf(GrantRequest asked, Caller asker) {
        return Boolean.TRUE.equals(asked.boundToToken()) ? asker.tokenId() : "";
    }

    static boolean isOwn(AccessGrant grant, Caller caller) {
        return grant.subject().equals(caller.subject()) && grant.issuer().equals(caller.issuer());
    }

    /// As it is stored and put to people.
    private static GrantRequest kept(GrantRequest asked) {
        return new GrantRequest(
                asked.connection(),
                PeoplesWords.kept(asked.purpose()),
                asked.seconds(),
                asked.ticket(),
                asked.breakGlass(),
                asked.boundToToken());
    }
}
