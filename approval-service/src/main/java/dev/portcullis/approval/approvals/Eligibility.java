// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.delegations.Delegation;
import dev.portcullis.approval.delegations.DelegationRows;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.Calendars;
import dev.portcullis.approval.people.People;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Who has a say in an approval: people with a group that the quorum names and asks now, in their own name or in the
/// place of somebody who lent them their word, and never anybody the request comes from, under whatever name. The
/// database refuses such votes a second time.
@Component
final class Eligibility {

    /// What somebody's vote would count as.
    sealed interface Standing {}

    /// A vote that counts.
    ///
    /// @param person who casts it
    /// @param seat whose word it is
    /// @param groups the groups in which it counts
    record Seat(String person, String seat, Set<String> groups) implements Standing {}

    /// No say.
    record None(Refusal why) implements Standing {}

    private final People people;
    private final Calendars calendars;
    private final DelegationRows delegations;

    Eligibility(People people, Calendars calendars, DelegationRows delegations) {
        this.people = people;
        this.calendars = calendars;
        this.delegations = delegations;
    }

    /// Everybody a request comes from.
    List<String> behind(String subject, String client, Collection<String> actors) {
        return List.copyOf(people.parties(
                Stream.concat(Stream.of(subject, client), actors.stream()).toList()));
    }

    Standing standing(ApprovalRow row, Caller voter, Collection<VoteRow> cast, Instant now) {
        if (isBehind(row, voter)) {
            return new None(new Refusal.OwnRequest());
        }
        if (!voter.actors().isEmpty()) {
            return new None(new Refusal.ActsForAnother());
        }
        if (people.isServiceAccount(voter.subject())) {
            return new None(new Refusal.NotAPerson());
        }
        String person = people.personOf(voter.subject());
        Set<String> asked = askedGroups(row, now);
        Set<String> own = common(asked, voter.groups());
        if (!own.isEmpty()) {
            return new Seat(person, person, own);
        }
        return lent(row, voter, cast, asked, now);
    }

    /// Whether the votes are enough, each counted by the terms that were open when it was cast.
    boolean isReached(ApprovalRow row, Collection<VoteRow> cast) {
        List<VoteRow> inFavour = cast.stream().filter(vote -> vote.approve).toList();
        return quorumOf(row)
                .satisfiedBy(
                        inFavour, (vote, term) -> vote.groups.contains(term.group()) && isOpen(row, term, vote.at));
    }

    /// The groups whose terms open by time after `before` and not later than `now`.
    static Set<String> escalatedTo(ApprovalRow row, Instant now) {
        return quorumOf(row).terms().stream()
                .filter(term -> !term.after().isZero()
                        && !row.createdAt.plus(term.after()).isAfter(now))
                .map(Quorum.Of::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// When the next term opens by time, after `now`; the far future if none will.
    static Instant nextEscalation(ApprovalRow row, Instant now) {
        return quorumOf(row).terms().stream()
                .filter(term -> !term.after().isZero())
                .map(term -> row.createdAt.plus(term.after()))
                .filter(opening -> opening.isAfter(now))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    static Quorum quorumOf(ApprovalRow row) {
        try {
            return Quorum.parse(row.quorum);
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("a quorum was stored that cannot be read", e);
        }
    }

    private Standing lent(ApprovalRow row, Caller voter, Collection<VoteRow> cast, Set<String> asked, Instant now) {
        String person = people.personOf(voter.subject());
        Set<String> ever = new HashSet<>(voter.groups());
        for (Delegation delegation : delegations.countingFor(person, now)) {
            Seat seat = new Seat(person, delegation.from(), common(asked, delegation.groups()));
            boolean usable = !row.people.contains(delegation.from())
                    && cast.stream().noneMatch(vote -> vote.seat.equals(seat.seat()));
            if (usable && !seat.groups().isEmpty()) {
                return seat;
            }
            ever.addAll(delegation.groups());
        }
        return common(quorumOf(row).groups(), ever).isEmpty()
                ? new None(new Refusal.NoSay(row.quorum))
                : new None(new Refusal.NotYet(row.quorum));
    }

    private Set<String> askedGroups(ApprovalRow row, Instant now) {
        return quorumOf(row).terms().stream()
                .filter(term -> isOpen(row, term, now))
                .map(Quorum.Of::group)
                .collect(Collectors.toSet());
    }

    private boolean isOpen(ApprovalRow row, Quorum.Of term, Instant at) {
        return !at.isBefore(row.createdAt.plus(term.after()))
                && (term.within().isEmpty() || calendars.isOpen(term.within(), at));
    }

    /// Actors and clients carry no issuer, so equal names count as the same party: rather one vote too few.
    private boolean isBehind(ApprovalRow row, Caller voter) {
        Set<String> voters = people.parties(Stream.concat(Stream.of(voter.subject()), voter.actors().stream())
                .toList());
        Set<String> askers = people.parties(Stream.concat(Stream.of(row.requesterSubject), row.actors.stream())
                .toList());
        return voters.stream().anyMatch(row.people::contains)
                || people.parties(List.of(voter.clientId())).stream().anyMatch(askers::contains);
    }

    private static Set<String> common(Set<String> some, Collection<String> others) {
        Set<String> common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }
}
