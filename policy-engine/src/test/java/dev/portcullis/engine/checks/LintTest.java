// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {

    private static final String CONNECT =
            "{name: connect, on: session, effect: allow, when: '\"agents\" in identity.groups'}";

    @Test
    void nothingIsFoundInASoundPolicy() {
        assertThat(
                        lint(
                                CONNECT,
                                "{name: read, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'}",
                                "{name: no, effect: deny, when: 'sql.opaque'}",
                                "{name: team, effect: deny, when: '!has(identity.claims.team) || identity.claims.team == \"x\"'}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: r, effect: allow, when: 'true'} | 7: r: It allows everything to everybody, unless another rule denies or holds it.",
                "{name: r, effect: allow, when: '1 < 2'} | 7: r: It allows everything to everybody, unless another rule denies or holds it.",
                "{name: r, effect: deny, when: 'false'} | 7: r: Its condition never holds.",
                "{name: r, effect: deny, when: sql.opaque, until: 2026-11-01} | 7: r: It has ended and never counts again.",
                "{name: r, effect: deny, when: sql.opaque, exceptions: [{when: sql.readOnly, owner: ada, until: 2026-11-01}]} | 7: r: The exception of ada has ended.",
                "{name: r, effect: deny, when: 'identity.claims.team == \"x\"'} | 7: r: It reads identity.claims.team, which may be missing; the rule then takes its strictest reading. Ask has(identity.claims.team) first if that is not meant."
            })
    void oneRuleAlone(String rule, String finding) {
        assertThat(lint(CONNECT, rule)).containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: a, effect: allow, when: sql.readOnly && sql.hasLimit} | {name: b, effect: deny, when: 'sql.hasLimit'} | 7: a: It is shadowed: whenever it matches, b denies.",
                "{name: a, effect: hold, when: sql.writes, approval: {quorum: 1 of dba, ttl: 5m}} | {name: b, effect: deny, when: 'true'} | 7: a: It is shadowed: whenever it matches, b denies.",
                "{name: a, effect: allow, when: sql.readOnly} | {name: b, effect: hold, when: sql.readOnly, approval: {quorum: 1 of dba, ttl: 5m}} | 7: a: It is shadowed: whenever it matches, b holds.",
                "{name: a, effect: deny, when: sql.opaque} | {name: b, effect: deny, when: '(sql.opaque) && sql.writes'} | 8: b: It is unreachable in effect: whenever it matches, a asks for the same.",
                "{name: a, effect: deny, when: sql.opaque} | {name: b, effect: deny, when: 'sql.opaque'} | 8: b: It is unreachable in effect: whenever it matches, a asks for the same."
            })
    void twoRules(String one, String other, String finding) {
        assertThat(lint(CONNECT, one, other)).containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: b, effect: deny, when: 'sql.writes', mode: shadow}",
                "{name: b, effect: deny, when: 'sql.writes', until: 2027-01-01}",
                "{name: b, effect: deny, when: 'sql.writes', exceptions: [{when: sql.hasLimit, owner: a, until: 2027-01-01}]}",
                "{name: b, effect: deny, when: 'sql.writes && sql.hasLimit'}",
                "{name: b, on: session, effect: deny, when: 'identity.subject == \"x\"'}"
            })
    void whatDoesNotCoverARuleDoesNotShadowIt(String other) {
        assertThat(lint(
                        CONNECT,
                        "{name: a, effect: hold, when: sql.writes, approval: {quorum: 1 of dba, ttl: 5m}}",
                        other))
                .isEmpty();
    }

    @Test
    void aPolicyThatLetsNobodyConnectIsFound() {
        assertThat(lint("{name: r, effect: allow, when: sql.readOnly}"))
                .containsExactly(
                        "1: No rule on sessions allows anything: unless another policy does, nobody can connect.");
        assertThat(lint("{name: r, effect: deny, when: sql.readOnly}")).isEmpty();
    }

    @Test
    void anApprovalNobodyCanGiveIsFound() {
        String tests =
                "tests: {connection: {name: c}, identities: {x: {groups: [%s], roles: [approver]}}, cases: []}\n";
        String rule = "{name: w, effect: hold, when: sql.writes, approval: {quorum: 1 of dba and 1 of sec, ttl: 5m}}";

        assertThat(lintText(text(CONNECT, rule) + tests.formatted("dba, sec"))).isEmpty();
        assertThat(lintText(text(CONNECT, rule) + tests.formatted("dba")))
                .containsExactly("7: w: Nobody can give this approval: no approver among the tests' identities is in"
                        + " the group sec.");
    }

    @Test
    void aThresholdOutOfReachIsFound() {
        String risk = "{name: r, risk: 40, when: sql.writes}";

        assertThat(lintText(text(CONNECT, risk) + "risk: {deny: 40}\n")).isEmpty();
        assertThat(lintText(text(CONNECT, risk) + "risk: {deny: 41}\n"))
                .containsExactly("1: The threshold for deny, 41, is out of reach: all rules together give 40 points."
                        + " Other policies may add to them.");
    }

    private static List<String> lint(String... rules) {
        return lintText(text(rules));
    }

    private static List<String> lintText(String text) {
        return Lint.of(new PolicyReader().read(text), Requests.NOON).stream()
                .map(Finding::toString)
                .toList();
    }

    private static String text(String... rules) {
        return "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: p}\nmatch: {connections: [\"*\"]}\nrules:\n  - "
                + String.join("\n  - ", rules) + "\n";
    }
}
