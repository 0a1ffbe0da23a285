// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import static dev.portcullis.merkle.evidence.BundleOfTests.by;
import static dev.portcullis.merkle.evidence.BundleOfTests.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.merkle.Salt;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the tables say of a few events of every sort.
class TablesTest {

    private final BundleOfTests log = new BundleOfTests();

    private List<List<String>> rows(String table) throws Exception {
        Tables tables = new Tables(Instant.parse("2026-08-02T00:00:00Z"));
        for (int i = 0; i < log.log.size(); i++) {
            tables.take(CitedEvent.of(i, log.log.get(i), Salt.NONE));
        }
        Table found = tables.all().stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow();
        return found.rows();
    }

    private void grantOfAlice() {
        String grant =
                "\"grantId\":\"g-1\",\"requester\":\"alice\",\"connection\":\"orders\",\"purpose\":\"fix\",\"approvalId\":\"a-1\"";
        String approval =
                "\"approvalId\":\"a-1\",\"approvalKind\":\"GRANT\",\"requester\":\"alice\",\"connection\":\"orders\",\"quorum\":\"1 of dba\"";
        log.event(
                        "svc-approval-1",
                        1,
                        "grant.requested",
                        grant + ",\"state\":\"REQUESTED\",\"breakGlass\":false",
                        by("alice"))
                .event("svc-approval-1", 1, "approval.requested", approval + ",\"state\":\"PENDING\"", by("alice"))
                .event("svc-approval-1", 1, "approval.voted", approval + ",\"refusal\":\"own-request\"", by("alice"))
                .event(
                        "svc-approval-1",
                        1,
                        "approval.voted",
                        approval + ",\"state\":\"APPROVED\",\"approve\":true,\"person\":\"bob\",\"inPlaceOf\":\"eve\"",
                        by("bob@corp"))
                .event("svc-approval-1", 1, "approval.ended", approval + ",\"state\":\"APPROVED\"", "")
                .event(
                        "svc-approval-1",
                        1,
                        "grant.changed",
                        grant + ",\"state\":\"ACTIVE\",\"endsAt\":\"2026-08-04T00:00:00Z\"",
                        "")
                .event(
                        "s-1",
                        1,
                        "session.started",
                        "\"connection\":\"orders\",\"decision\":{\"policyVersion\":7}",
                        by("alice"))
                .event("s-1", 1, "command.held", "\"approvalId\":\"a-2\"", by("alice"))
                .event(
                        "s-1",
                        1,
                        "command.intent",
                        "\"decision\":{\"policyVersion\":8,\"reasons\":[{\"policy\":\"p\",\"version\":3,\"rule\":\"r\",\"effect\":\"mask\",\"shadow\":false},{\"policy\":\"p\",\"version\":3,\"rule\":\"s\",\"effect\":\"mask\",\"shadow\":true}]}",
                        by("alice"))
                .event(
                        "s-1",
                        1,
                        "command.outcome",
                        "\"ending\":\"COMPLETED\",\"rows\":3,\"masked\":[\"email hash\",\"name redact\"]",
                        by("alice"))
                .event("s-1", 1, "command.refused", "\"refusal\":\"not-permitted\"", by("alice"))
                .event("s-1", 1, "session.ended", "\"reason\":\"the client left\"", by("alice"))
                .event(
                        "svc-approval-1",
                        2,
                        "grant.changed",
                        grant + ",\"state\":\"ENDED\",\"by\":\"bob\",\"reason\":\"done\"",
                        "");
    }

    @Test
    void tellWhoHadAccessSinceWhenOnWhoseWordAndUntilWhen() throws Exception {
        grantOfAlice();
        assertThat(rows("access")).singleElement().satisfies(row -> {
            assertThat(row).startsWith("alice", "orders", "2026-08-03T00:00:00.005Z", "bob", "1");
            assertThat(row.get(5)).startsWith("2026-08-04");
            assertThat(row.subList(6, 10)).containsExactly("1", "2026-08-03T00:00:00.006Z", "1", "1");
        });
        assertThat(rows("grants"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("g-1", "alice", "orders", "fix", "bob", "bob: done", "ENDED", "0, 5, 12"));
        assertThat(rows("break-glass")).isEmpty();
    }

    @Test
    void tellWhoWasAskedAndWhatTheySaid() throws Exception {
        grantOfAlice();
        assertThat(rows("approvals"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .startsWith(
                                "a-1",
                                "GRANT",
                                "orders",
                                "alice",
                                "2026-08-03T00:00:00.001Z",
                                "1 of dba",
                                "bob",
                                "",
                                "APPROVED"));
        assertThat(rows("votes")).hasSize(2);
        assertThat(rows("votes").get(0)).endsWith("own-request").contains("alice");
        assertThat(rows("votes").get(1)).contains("bob", "eve", "yes");
    }

    @Test
    void countCommandsMasksAndDecisions() throws Exception {
        grantOfAlice();
        assertThat(rows("commands"))
                .containsExactly(
                        List.of("orders", "ended", "COMPLETED", "1"),
                        List.of("orders", "forwarded", "by policy alone", "1"),
                        List.of("orders", "held", "", "1"),
                        List.of("orders", "refused", "not-permitted", "1"));
        assertThat(rows("masked-columns"))
                .containsExactly(List.of("orders", "email hash", "1"), List.of("orders", "name redact", "1"));
        assertThat(rows("mask-rules")).containsExactly(List.of("p", "3", "r", "1"));
        assertThat(rows("policy-versions")).extracting(List::getFirst).containsExactly("7", "8");
        assertThat(rows("sessions"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("s-1", "alice", "orders", "the client left", "3"));
    }

    @Test
    void nameTheKeyOfEachSessionAndWhatBecameOfEachKey() throws Exception {
        String key = "\"keyId\":\"k-1\",\"connection\":\"llm\",\"requester\":\"alice\",\"purpose\":\"editor\","
                + "\"expiresAt\":\"2026-08-03T08:00:00Z\"";
        String opened =
                "\"connection\":\"llm\",\"caller\":{\"roles\":[],\"claims\":[{\"name\":\"team\",\"value\":\"k-9\"}%s]}";
        String with = ",{\"name\":\"portcullis_key\",\"value\":\"%s\"}";
        log.event("svc-approval-1", 1, "key.issued", key, by("alice"))
                .event("svc-approval-1", 1, "key.issued", "\"connection\":\"llm\",\"refusal\":\"too-many\"", by("eve"))
                .event("s-1", 1, "session.started", opened.formatted(with.formatted("k-1")), by("alice"))
                .event("s-2", 1, "session.started", opened.formatted(""), by("alice"))
                .event("s-3", 1, "session.started", opened.formatted(with.formatted("k-0")), by("bob"))
                .event(
                        "svc-approval-1",
                        2,
                        "key.ended",
                        key + ",\"by\":\"olga\",\"reason\":\"laptop lost\"",
                        by("alice"));

        assertThat(rows("keys"))
                .containsExactly(
                        List.of(
                                "k-1",
                                "alice",
                                "llm",
                                "editor",
                                "2026-08-03T00:00:00Z",
                                "2026-08-03T08:00:00Z",
                                "2026-08-04T00:00:00.005Z",
                                "olga: laptop lost",
                                "1",
                                "2026-08-03T00:00:00.002Z",
                                "0, 5"),
                        List.of("k-0", "bob", "llm", "", "", "", "", "", "1", "2026-08-03T00:00:00.004Z", ""));
        assertThat(rows("sessions"))
                .extracting(List::getFirst, row -> row.get(6))
                .containsExactly(tuple("s-1", "k-1"), tuple("s-2", ""), tuple("s-3", "k-0"));
        assertThat(rows("turned-away"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("eve", "too-many"));
    }

    @Test
    void showBreakGlassAccessAndItsReview() throws Exception {
        String grant =
                "\"grantId\":\"g-2\",\"requester\":\"carl\",\"connection\":\"orders\",\"breakGlass\":true,\"reviewDue\":\"2026-08-05T00:00:00Z\"";
        log.event("svc-approval-1", 1, "grant.changed", grant + ",\"state\":\"ACTIVE\"", "")
                .event("svc-approval-1", 2, "grant.reviewed", grant + ",\"refusal\":\"own-grant\"", by("carl"))
                .event(
                        "svc-approval-1",
                        3,
                        "grant.reviewed",
                        grant + ",\"state\":\"ENDED\",\"reviewNote\":\"all well\"",
                        by("dora"));
        assertThat(rows("break-glass"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("g-2", "carl", "2026-08-05T00:00:00Z", "dora", "all well"));
        assertThat(rows("access"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("break-glass"));
    }

    @Test
    void tellWhichPoliciesWereInForceFromTheStart() throws Exception {
        log.event(
                        "svc-policy",
                        -9,
                        "policy.changed",
                        "\"documentVersion\":4,\"approvedBy\":\"bob\"",
                        "\"entity\":{\"uid\":\"policy/p\"}," + by("alice"))
                .event(
                        "svc-policy",
                        2,
                        "policy.changed",
                        "\"documentVersion\":5",
                        "\"entity\":{\"uid\":\"policy/p\"}," + by("alice"));
        assertThat(rows("policies")).extracting(row -> row.get(3)).containsExactly("4", "5");
        assertThat(rows("policies")).extracting(List::getLast).containsExactly("yes", "");
    }

    @Test
    void listWhoReadWhoWasTurnedAwayAndWhatWasFound() throws Exception {
        log.event(
                        "svc-audit",
                        1,
                        "record.read",
                        "\"detail\":\"3 chunk(s)\"",
                        by("the-auditor")
                                + ",\"api\":{\"operation\":\"session.recording\"},\"resources\":[{\"name\":\"s-1\"}]")
                .event(
                        "gw-1",
                        1,
                        "session.refused",
                        "\"connection\":\"orders\",\"refusal\":\"not-permitted\"",
                        "\"user\":{\"uid\":\"mallory\"}")
                .event(
                        "svc-audit",
                        1,
                        "integrity.finding",
                        "\"chain\":\"s-1\"",
                        "\"finding_info\":{\"title\":\"gap\",\"analytic\":{\"name\":\"sequence-gap\"}}")
                .event(
                        "svc-audit",
                        1,
                        "session.killed",
                        "\"reason\":\"leaver\"",
                        by("op") + ",\"resources\":[{\"name\":\"s-1\"}]");
        assertThat(rows("reads").getFirst()).contains("the-auditor", "session.recording", "s-1", "3 chunk(s)");
        assertThat(rows("turned-away").getFirst()).contains("mallory", "orders", "not-permitted");
        assertThat(rows("findings").getFirst()).contains("sequence-gap", "gap", "s-1");
        assertThat(rows("killed").getFirst()).contains("op", "s-1", "leaver");
    }

    @Test
    void everyControlNamesTablesThatThereAre() {
        Set<String> names = new HashSet<>();
        new Tables(Instant.EPOCH).all().forEach(table -> names.add(table.name()));
        assertThat(Control.all()).hasSizeGreaterThan(20).allSatisfy(control -> {
            assertThat(control.tables()).isNotEmpty().isSubsetOf(names);
            assertThat(List.of(control.framework(), control.id(), control.asks(), control.shows()))
                    .doesNotContain("");
        });
        assertThat(Control.all())
                .extracting(Control::framework)
                .containsAll(Set.of("PCI DSS 4.0.1", "ISO/IEC 27001:2022"));
    }

    @Test
    void textsOfAttackersDoNothingInThePage() throws Exception {
        String evil = "<script>alert(1)</script>\\u001b[2J\\u202e' onload=\\\"x\\\" \\ud800 & ";
        log.event("svc-audit", 1, "record.read", "\"detail\":\"" + evil + "x".repeat(400) + "\"", by("<img src=x>"));
        Map<String, String> files = files(log.bundle());
        assertThat(files.get("report.html"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x&gt;", "&amp;", "x…")
                .doesNotContain("<script", "<img", "\u001b", "\u202e", "onload=\"")
                .contains("default-src 'none'");
        assertThat(files.get("tables.json")).doesNotContain("\u001b", "\u202e");
    }
}
