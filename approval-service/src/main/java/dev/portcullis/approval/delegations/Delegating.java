// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.approval.people.People;
import dev.portcullis.approval.people.PeopleProperties;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.IdempotencyKeys;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Lends one's word and takes it back. Only one's own: what the caller's token vouches for, in the caller's name.
@Component
final class Delegating {

    private static final int MAX_REASON = 2_000;
    private static final int MAX_NAME = 256;

    /// What came of it.
    ///
    /// @param created false if it had been lent before, under the same key
    record Lent(Delegation delegation, boolean created) {}

    private final DelegationRows rows;
    private final People people;
    private final PeopleProperties properties;
    private final ChangeLog changes;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Delegating(
            DelegationRows rows,
            People people,
            PeopleProperties properties,
            ChangeLog changes,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.people = people;
        this.properties = properties;
        this.changes = changes;
        this.keys = keys;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Lends the caller's word.
    ///
    /// @param key under which the same request may be sent again; null if it will not be
    Lent lend(LendRequest asked, @Nullable String key, Caller lender) {
        IdempotencyKeys.Sent sent = new IdempotencyKeys.Sent(lender, key, "delegations.lend", List.of(asked));
        return Objects.requireNonNull(transaction.execute(status -> keys.resultOf(sent)
                .map(before -> new Lent(rows.lock(before).orElseThrow(), false))
                .orElseGet(() -> {
                    Delegation delegation = drawUp(asked, lender);
                    rows.insert(delegation);
                    report(delegation, OcsfBodies.Activity.CREATE, "lend", lender);
                    keys.remember(sent, delegation.id());
                    return new Lent(delegation, true);
                })));
    }

    private Delegation drawUp(LendRequest asked, Caller lender) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String to = asked.to();
        refuseUnless(lender.actors().isEmpty(), new Refusal.ActsForAnother());
        refuseUnless(
                !people.isServiceAccount(lender.subject()) && !people.isServiceAccount(to), new Refusal.NotAPerson());
        String from = people.personOf(lender.subject());
        check(!to.isBlank() && to.length() <= MAX_NAME, "to: must name somebody");
        check(!people.personOf(to).equals(from), "to: must be somebody else");
        check(
                !asked.groups().isEmpty() && lender.groups().containsAll(asked.groups()),
                "groups: must be some of yours: "
                        + String.join(", ", lender.groups().stream().sorted().toList()));
        Instant until = asked.until();
        if (until == null || !until.isAfter(now) || until.isAfter(now.plus(properties.maxDelegation()))) {
            throw new RefusedException(new Refusal.Invalid(
                    "until: must be within " + properties.maxDelegation().toDays() + " days from now"));
        }
        check(!asked.reason().isBlank() && asked.reason().length() <= MAX_REASON, "reason: missing or too long");
        return new Delegation(
                TimeOrderedIds.at(now),
                from,
                people.personOf(to),
                asked.groups(),
                PeoplesWords.kept(asked.reason()),
                now,
                until,
                null);
    }

    /// Takes a delegation back; whoever lent or was lent it may.
    void end(UUID id, Caller caller) {
        String person = people.personOf(caller.subject());
        boolean ended = Objects.requireNonNull(transaction.execute(status -> rows.lock(id)
                .filter(found -> found.from().equals(person) || found.to().equals(person))
                .map(found -> {
                    if (found.endedAt() == null) {
                        rows.end(id, clock.instant());
                        report(found, OcsfBodies.Activity.DELETE, "end", caller);
                    }
                    return true;
                })
                .orElse(false)));
        refuseUnless(ended, new Refusal.NotFound());
    }

    List<Delegation> of(Caller caller) {
        return rows.of(people.personOf(caller.subject()));
    }

    private void report(Delegation delegation, OcsfBodies.Activity activity, String operation, Caller caller) {
        changes.record(new AuditEvent(
                AuditKind.DELEGATION_CHANGED,
                clock.instant(),
                OcsfBodies.apiActivity(
                        activity,
                        "delegations." + operation,
                        caller,
                        "delegation",
                        List.of(delegation.id().toString()),
                        true),
                Map.of(
                        "from", delegation.from(),
                        "to", delegation.to(),
                        "groups", List.copyOf(delegation.groups()),
                        "until", delegation.endsAt().toString(),
                        "reason", delegation.reason())));
    }

    private static void check(boolean met, String otherwise) {
        refuseUnless(met, new Refusal.Invalid(otherwise));
    }

    private static void refuseUnless(boolean met, Refusal otherwise) {
        if (!met) {
            throw new RefusedException(otherwise);
        }
    }
}
