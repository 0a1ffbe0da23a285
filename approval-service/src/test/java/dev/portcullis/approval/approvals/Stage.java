// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.changelog.Deliveries;
import dev.portcullis.approval.changelog.MemoryChangeStore;
import dev.portcullis.approval.changelog.MemoryDeliveries;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.changelog.SimulatedTopics;
import dev.portcullis.approval.delegations.DelegationRows;
import dev.portcullis.approval.delegations.MemoryDelegations;
import dev.portcullis.approval.people.KnownPeople;
import dev.portcullis.approval.templates.Templates;
import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// What a simulated world plays on: the service's own rules, over tables in memory or in PostgreSQL.
record Stage(
        FakeClock clock,
        Filing filing,
        Voting voting,
        Consumption consumption,
        CallingOff callingOff,
        Expiry expiry,
        Escalation escalation,
        ApprovalRows rows,
        VoteRows votes,
        DelegationRows delegations,
        Templates templates,
        TransactionTemplate transaction,
        Deliveries deliveries,
        Supplier<List<Outbox.Message>> records,
        Crashes crashes) {

    /// Lets the service die somewhere in the next thing it does.
    interface Crashes {
        void next(Random random);

        void none();
    }

    private static final Instant MONDAY_MORNING = Instant.parse("2026-11-23T08:59:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    static Stage inMemory(Random random) {
        FakeClock clock = FakeClock.at(MONDAY_MORNING);
        MemoryTransactions transactions = new MemoryTransactions();
        TransactionTemplate template = new TransactionTemplate(transactions);
        MemoryApprovals rows = new MemoryApprovals(transactions);
        MemoryCalledOff calledOff = new MemoryCalledOff(transactions);
        MemoryVotes votes = new MemoryVotes(transactions);
        MemoryDelegations delegations = new MemoryDelegations(transactions);
        MemoryChangeStore store = new MemoryChangeStore(transactions);
        RequestChecks checks = new RequestChecks(
                new ApprovalProperties(Duration.ofHours(24), 1 << 20, Duration.ofMillis(250)), KnownPeople.CALENDARS);
        Eligibility eligibility = new Eligibility(KnownPeople.PEOPLE, KnownPeople.CALENDARS, delegations);
        Views views = new Views(votes, JSON, clock);
        ChangeLog log = store.log(JSON);
        Reports reports = new Reports(log, clock);
        Templates.Parts parts = Templates.inMemory(transactions, id -> voices(votes, id), log, clock);
        Decisions decisions = new Decisions(rows, List.of(parts.sequel()), clock);
        Expiry expiry = new Expiry(rows, decisions, reports, template, clock);
        PriorConsent consent = parts.consent();
        Filing filing = new Filing(
                rows, calledOff, checks, eligibility, consent, decisions, views, reports, template, JSON, clock);
        Voting voting =
                new Voting(rows, votes, checks, eligibility, expiry, decisions, views, reports, template, clock);
        Consumption consumption =
                new Consumption(rows, checks, expiry, decisions, consent, views, reports, template, clock);
        Questions questions = new Questions(filing, voting, consumption, rows, views);
        return new Stage(
                clock,
                filing,
                voting,
                consumption,
                new CallingOff(rows, calledOff, consumption, reports, template, clock),
                expiry,
                new Escalation(rows, decisions, reports, template, clock),
                rows,
                votes,
                delegations,
                parts.with(questions, template, clock),
                template,
                new MemoryDeliveries(store, random),
                store::records,
                new Crashes() {
                    @Override
                    public void next(Random dice) {
                        transactions.dieAfter(dice.nextInt(16));
                    }

                    @Override
                    public void none() {
                        transactions.live();
                    }
                });
    }

    private static Set<String> voices(VoteRows votes, UUID question) {
        return votes.of(List.of(question)).stream()
                .flatMap(vote -> Stream.of(vote.key.voterSubject(), vote.person, vote.seat))
                .collect(Collectors.toSet());
    }

    static Stage on(RunningService service, Random random) {
        long first = service.bean(Outbox.class).newest();
        return new Stage(
                RunningService.CLOCK,
                service.bean(Filing.class),
                service.bean(Voting.class),
                service.bean(Consumption.class),
                service.bean(CallingOff.class),
                service.bean(Expiry.class),
                service.bean(Escalation.class),
                service.bean(ApprovalRows.class),
                service.bean(VoteRows.class),
                service.bean(DelegationRows.class),
                Templates.on(service),
                service.bean(TransactionTemplate.class),
                new SimulatedTopics(service, random),
                () -> new ArrayList<>(
                        service.bean(Outbox.class).after(first, Set.of(Topics.APPROVAL, Topics.AUDIT), 100_000)),
                // A real database cannot be killed a thousand times a minute: here the whole thing is rolled back.
                new Crashes() {
                    @Override
                    public void next(Random dice) {}

                    @Override
                    public void none() {}
                });
    }
}
