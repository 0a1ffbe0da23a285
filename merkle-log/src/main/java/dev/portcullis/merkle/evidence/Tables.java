// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.time.Instant;
import java.util.List;

/// All tables of a bundle, made from its events in the order of the log. Which events there are is all they depend
/// on.
final class Tables {

    private final Instant from;
    private final Approvals approvals = new Approvals();
    private final Grants grants = new Grants(approvals);
    private final Sessions sessions = new Sessions();
    private final Keys keys = new Keys();
    private final Commands commands = new Commands(sessions);
    private final EventList votes = Votes.list();
    private final EventList policies = new EventList(
            "policies",
            "Policies, connections and classifications",
            "The version of each that was in force when the period began, and each change in it.",
            EventList.of("policy.changed", "connection.changed", "classification.changed"),
            new EventList.Column("document", event -> event.text("entity.uid")),
            EventList.own("documentVersion"),
            EventList.own("policyVersion"),
            new EventList.Column("by", CitedEvent::actor),
            EventList.own("approvedBy"),
            EventList.own("reason"),
            new EventList.Column("in force from the start", this::isStanding));
    private final EventList templates = new EventList(
            "templates",
            "Commands agreed to in advance",
            "Templates that were proposed, decided on, used or ended.",
            EventList.of("template.proposed", "template.changed", "template.used"),
            new EventList.Column("what", CitedEvent::kind),
            EventList.own("templateId"),
            EventList.own("state"),
            EventList.own("connection"),
            EventList.own("proposer"),
            EventList.own("subject"),
            EventList.own("group"),
            EventList.own("uses"),
            EventList.own("endsAt"),
            EventList.own("by"));
    private final EventList delegations = new EventList(
            "delegations",
            "Word lent to others",
            "Who may vote in whose place.",
            EventList.of("delegation.changed"),
            EventList.own("from"),
            EventList.own("to"),
            EventList.own("until"),
            EventList.own("reason"));
    private final EventList refusals = new EventList(
            "turned-away",
            "Who was turned away",
            "Log-ins, sessions and requests for access or keys that were refused.",
            event -> EventList.of("authentication.refused", "session.refused").test(event)
                    || (EventList.of("grant.requested", "key.issued").test(event) && event.has("refusal")),
            new EventList.Column("what", CitedEvent::kind),
            new EventList.Column("identity", CitedEvent::actor),
            EventList.own("connection"),
            EventList.own("refusal"),
            EventList.own("refusalDetail"));
    private final EventList kills = new EventList(
            "killed",
            "Sessions ended by order",
            "Orders to end sessions, and gateways that obeyed them.",
            EventList.of("session.killed"),
            new EventList.Column("by", CitedEvent::actor),
            new EventList.Column("session", event -> event.text("resources[0].name", "resources[0].uid")),
            EventList.own("reason"));
    private final EventList reads = new EventList(
            "reads",
            "Who read the record",
            "Reads of recordings, events, the log, approvals and grants, and requests for evidence.",
            EventList.of("record.read"),
            new EventList.Column("reader", CitedEvent::actor),
            new EventList.Column("operation", event -> event.text("api.operation")),
            new EventList.Column("of", event -> event.text("resources[0].name", "resources[0].uid")),
            EventList.own("detail"));
    private final EventList keeping = new EventList(
            "kept",
            "What was held, erased and given up",
            "Legal holds, erasures, and what was kept no longer because its time was over: what expired is in no other table.",
            EventList.of("retention.applied", "erasure.asked", "recording.erased", "hold.set", "hold.lifted"),
            new EventList.Column("what", CitedEvent::kind),
            new EventList.Column("by", CitedEvent::actor),
            new EventList.Column("of", event -> event.text("resources[0].name", "resources[0].uid")),
            EventList.own("class"),
            EventList.own("entries"),
            EventList.own("reason"));
    private final EventList findings = new EventList(
            "findings",
            "Findings",
            "What the audit service found wrong. None is a good sign.",
            EventList.of("integrity.finding"),
            new EventList.Column("type", event -> event.text("finding_info.analytic.name")),
            new EventList.Column("title", event -> event.text("finding_info.title")),
            EventList.own("chain"));
    private final EventList gateways = new EventList(
            "gateways",
            "Gateways",
            "When gateways started and stopped.",
            EventList.of("gateway.started", "gateway.stopped"),
            new EventList.Column("what", CitedEvent::kind),
            EventList.own("gateway"));
    private final List<Tally> tallies = List.of(
            approvals,
            grants,
            sessions,
            keys,
            commands,
            votes,
            policies,
            templates,
            delegations,
            refusals,
            kills,
            reads,
            keeping,
            findings,
            gateways);

    /// @param from when the period begins
    Tables(Instant from) {
        this.from = from;
    }

    void take(CitedEvent event) {
        tallies.forEach(tally -> tally.take(event));
    }

    List<Table> all() {
        return List.of(
                Access.table(grants, sessions),
                grants.table(),
                grants.breakGlass(),
                approvals.table(),
                votes.table(),
                templates.table(),
                delegations.table(),
                policies.table(),
                commands.versions(),
                sessions.table(),
                keys.table(),
                commands.outcomes(),
                commands.maskRules(),
                commands.maskedColumns(),
                refusals.table(),
                kills.table(),
                reads.table(),
                keeping.table(),
                findings.table(),
                gateways.table());
    }

    private String isStanding(CitedEvent event) {
        return event.moment().isBefore(from) ? "yes" : "";
    }
}
