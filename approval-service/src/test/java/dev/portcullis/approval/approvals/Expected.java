// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.delegations.Delegation;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.quorum.EveryAssignment;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.quorum.Quorum;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one approval should be by the rules, kept by a second, plain telling of them.
final class Expected {

    /// A vote as it should have been counted.
    record Voice(String person, String seat, Set<String> groups, boolean approve, Instant at) {}

    final ApprovalRequest asked;
    final Quorum quorum;
    final Instant filedAt;
    final Instant expiresAt;
    final List<Voice> voices = new ArrayList<>();
    private final Set<String> others;
    private ApprovalState state = ApprovalState.PENDING;

    Expected(ApprovalRequest asked, Quorum quorum, Instant filedAt, Instant expiresAt) {
        this(asked, quorum, filedAt, expiresAt, Set.of());
    }

    /// @param others who else the question comes from; with any it is about a template, and used up with
    ///     the yes
    Expected(ApprovalRequest asked, Quorum quorum, Instant filedAt, Instant expiresAt, Set<String> others) {
        this.others = others;
        this.asked = asked;
        this.quorum = quorum;
        this.filedAt = filedAt;
        this.expiresAt = expiresAt;
    }

    static String person(String subject) {
        return subject.equals("person-0-admin") || subject.equals("bot-0") ? "person-0" : subject;
    }

    ApprovalState state(Instant now) {
        if (!state.isFinal() && !now.isBefore(expiresAt)) {
            state = ApprovalState.EXPIRED;
        }
        return state;
    }

    /// The word of the refusal, or empty if the vote counts.
    String refusalOfVote(Caller voter, boolean rightDigest, List<Delegation> lent, Instant now) {
        if (isInvolved(person(voter.subject()))) {
            return "own-request";
        }
        if (voter.subject().startsWith("svc-")) {
            return "not-a-person";
        }
        Voice voice = voice(voter, true, lent, now);
        if (voice == null) {
            boolean some = Stream.concat(
                            voter.groups().stream(), lent.stream().flatMap(delegation -> delegation.groups().stream()))
                    .anyMatch(quorum.groups()::contains);
            return some ? "not-yet" : "no-say";
        }
        if (state(now) != ApprovalState.PENDING) {
            return new Refusal.WrongState(state).word();
        }
        if (!rightDigest) {
            return "other-command";
        }
        Set<String> spoken =
                voices.stream().flatMap(v -> Stream.of(v.person(), v.seat())).collect(Collectors.toSet());
        return spoken.contains(voice.person()) || spoken.contains(voice.seat()) ? "already-voted" : "";
    }

    void voted(Caller voter, boolean approve, List<Delegation> lent, Instant now) {
        voices.add(voice(voter, approve, lent, now));
        if (!approve) {
            state = ApprovalState.REJECTED;
        } else if (isReached()) {
            state = others.isEmpty() ? ApprovalState.APPROVED : ApprovalState.CONSUMED;
        }
    }

    String refusalOfConsume(boolean rightDigest, boolean rightSession, Instant now) {
        if (!rightDigest) {
            return "other-command";
        }
        if (!rightSession) {
            return "other-session";
        }
        return state(now) == ApprovalState.APPROVED ? "" : new Refusal.WrongState(state).word();
    }

    void becomes(ApprovalState next) {
        state = next;
    }

    /// Whether running the command now would be what the people said: asked of the votes alone, not of the
    /// state.
    boolean mayRun(Instant now) {
        return now.isBefore(expiresAt) && isAgreedTo();
    }

    /// Whether enough people said yes, none of them about what comes from them, and nobody no.
    boolean isAgreedTo() {
        return voices.stream().allMatch(Voice::approve)
                && voices.stream().noneMatch(voice -> isInvolved(voice.person()) || isInvolved(voice.seat()))
                && isReached();
    }

    /// Whether the request comes from this person, under whatever name.
    boolean isInvolved(String person) {
        return Stream.of(
                        Stream.of(asked.requester().subject(), asked.requester().clientId()),
                        asked.requester().actors().stream(),
                        others.stream())
                .flatMap(names -> names)
                .map(Expected::person)
                .anyMatch(person::equals);
    }

    private boolean isReached() {
        return EveryAssignment.satisfies(
                quorum,
                voices.stream().filter(Voice::approve).toList(),
                (voice, term) -> voice.groups().contains(term.group()) && isOpen(term, voice.at()));
    }

    private Voice voice(Caller voter, boolean approve, List<Delegation> lent, Instant now) {
        String person = person(voter.subject());
        Set<String> own = asked(voter.groups(), now);
        if (!own.isEmpty()) {
            return new Voice(person, person, own, approve, now);
        }
        for (Delegation delegation : lent) {
            Set<String> groups = asked(delegation.groups(), now);
            boolean spoken = voices.stream().anyMatch(voice -> voice.seat().equals(delegation.from()));
            if (!groups.isEmpty() && !spoken && !isInvolved(delegation.from())) {
                return new Voice(person, delegation.from(), groups, approve, now);
            }
        }
        return null;
    }

    private Set<String> asked(Set<String> groups, Instant now) {
        return quorum.terms().stream()
                .filter(term -> groups.contains(term.group()) && isOpen(term, now))
                .map(Quorum.Of::group)
                .collect(Collectors.toSet());
    }

    private boolean isOpen(Quorum.Of term, Instant at) {
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        boolean office = time.getHour() >= 9
                && time.getHour() < 17
                && time.getDayOfWeek() != DayOfWeek.SATURDAY
                && time.getDayOfWeek() != DayOfWeek.SUNDAY;
        return !at.isBefore(filedAt.plus(term.after())) && (term.within().isEmpty() || office);
    }
}
