// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.rules.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReaderTest {

    private final PolicyReader reader = new PolicyReader();

    @Test
    void readsEveryPartOfAPolicy() {
        Policy policy = reader.read("""
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: orders-production, description: Agents read}
                match: {connections: ["orders-*"], labels: {env: prod}}
                rules:
                  - {name: connect, on: session, effect: allow, when: 'identity.subject != ""'}
                  - {name: read, effect: allow, when: 'sql.readOnly'}
                  - {name: writes, effect: hold, when: 'sql.writes', approval: {quorum: "1 of dba", ttl: 15m}}
                  - {name: no, effect: deny, when: 'sql.opaque', message: "No.", mode: shadow}
                  - {name: pii, effect: mask, when: 'true', mask: [{classification: pii.email, method: partial, keep: 2}]}
                  - {name: large, risk: 40, when: 'sql.readOnly && !sql.hasLimit'}
                risk: {hold: 50, deny: 90}
                approval: {quorum: 1 of security, ttl: 5m}
                """);

        assertThat(policy.name()).isEqualTo("orders-production");
        assertThat(policy.description()).isEqualTo("Agents read");
        assertThat(policy.match().labels()).containsEntry("env", "prod");
        assertThat(policy.rules())
                .extracting(Rule::scope)
                .startsWith(Scope.SESSION, Scope.COMMAND)
                .hasSize(6);
        assertThat(policy.rules().get(2).effect())
                .isEqualTo(new Effect.Hold(new ApprovalRule(new Quorum.Of(1, "dba"), Duration.ofMinutes(15))));
        assertThat(policy.rules().get(3).shadow()).isTrue();
        assertThat(policy.rules().get(5).effect()).isEqualTo(new Effect.Risk(40));
        assertThat(policy.thresholds().orElseThrow().deny()).contains(90);
    }

    @Test
    void readsJsonToo() {
        Policy policy = reader.read("""
                {"apiVersion": "portcullis.dev/v1", "kind": "Policy", "metadata": {"name": "j"},
                 "match": {"connections": ["*"]},
                 "rules": [{"name": "r", "effect": "deny", "when": "sql.kinds.exists(k, k == \\"DROP\\")"}]}
                """);

        assertThat(policy.rules().getFirst().condition().text()).isEqualTo("sql.kinds.exists(k, k == \"DROP\")");
    }

    @Test
    void saysAllFaultsAtOnceWithTheirPlaces() {
        assertThat(errors("""
                        apiVersion: portcullis.dev/v2
                        kind: Policy
                        metadata: {name: Orders}
                        match: {}
                        rules:
                          - name: one
                            effekt: allow
                            when: sql.readOnyl
                          - {name: one, effect: hold, when: 'identity.groups == 7'}
                          - {name: three, effect: explode, when: 'true'}
                        risk: {hold: 90, deny: 50}
                        """)).isEqualTo("""
                        1:13: apiVersion: must be one of portcullis.dev/v1, not 'portcullis.dev/v2'
                        3:18: metadata.name: must be 1 to 63 lower-case letters, digits and '-'
                        4:8: match: must name connections or labels; for all connections write connections: ["*"]
                        6:5: rules[0]: a rule has either an effect or risk points
                        7:5: rules[0].effekt: is not known here; known are name, on, mode, when, effect, risk, exceptions, until, message
                        8:14: rules[0].when: undefined field 'readOnyl'
                        sql.readOnyl
                           ^
                        9:5: rules[1].approval: is missing
                        9:54: rules[1].when: found no matching overload for '_==_' applied to '(list(string), int)' (candidates: (%A0, %A0))
                        identity.groups == 7
                                        ^
                        10:27: rules[2].effect: must be one of allow, deny, hold, mask, oblige, not 'explode'
                        11:7: risk: a hold by risk needs approval terms for the policy: approval: {quorum: ..., ttl: ...}
                        11:7: risk: deny must be above hold, or nothing is ever held""".stripTrailing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: r, effect: allow} | 6:5: rules[0].when: is missing",
                "{name: r, effect: allow, when: ''} | 6:36: rules[0].when: must not be empty",
                "{effect: allow, when: 'true'} | 6:5: rules[0].name: is missing",
                "{name: r, effect: allow, risk: 3, when: 'true'} | 6:5: rules[0]: a rule has either an effect or risk points",
                "{name: r, risk: 0, when: 'true'} | 6:21: rules[0].risk: must be a whole number from 1 to 1000, not '0'",
                "{name: r, risk: many, when: 'true'} | 6:21: rules[0].risk: must be a whole number from 1 to 1000, not 'many'",
                "{name: r, on: request, effect: allow, when: 'true'} | 6:19: rules[0].on: must be one of session, command, tool, not 'request'",
                "{name: r, on: session, risk: 5, when: 'true'} | 6:34: rules[0].risk: a rule on sessions allows or denies",
                "{name: r, mode: off, effect: deny, when: 'true'} | 6:21: rules[0].mode: must be one of enforce, shadow, not 'off'",
                "{name: r, effect: hold, when: 'true', approval: {quorum: two of dba, ttl: 5m}} | 6:62: rules[0].approval.quorum: quorum, column 1: expected a number from 1 to 20 but found 'two'",
                "{name: r, effect: hold, when: 'true', approval: {quorum: 1 of dba, ttl: 5}} | 6:77: rules[0].approval.ttl: must be a time from 10s to 24h such as 90s, 15m or 2h, not '5'",
                "{name: r, effect: hold, when: 'true', approval: {quorum: 1 of dba, ttl: 3s}} | 6:77: rules[0].approval.ttl: must be a time from 10s to 24h such as 90s, 15m or 2h, not '3s'",
                "{name: r, effect: hold, when: 'true', approval: {quorum: 1 of dba}} | 6:53: rules[0].approval.ttl: is missing",
                "{name: r, effect: mask, when: 'true'} | 6:5: rules[0].mask: is missing",
                "{name: r, effect: mask, when: 'true', mask: []} | 6:5: rules[0]: mask must name at least one mask",
                "{name: r, effect: mask, when: 'true', mask: [{method: redact}]} | 6:50: rules[0].mask[0]: a mask names either a classification or a detector",
                "{name: r, effect: mask, when: 'true', mask: [{detector: pan, method: blur}]} | 6:74: rules[0].mask[0].method: must be one of redact, null, partial, hash, pseudonym, date-truncate, bucket, not 'blur'",
                "{name: r, effect: mask, when: 'true', mask: [{detector: pan, method: hash, keep: 4}]} | 6:86: rules[0].mask[0].keep: only the method partial has it",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket}]} | 6:50: rules[0].mask[0].width: is missing",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket, width: 1}]} | rules[0].mask[0].width: must be a whole number from 2 to 1000000000, not '1'",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket, width: 10, unit: day}]} | rules[0].mask[0].unit: only the method date-truncate has it",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: date-truncate}]} | 6:50: rules[0].mask[0].unit: is missing",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: date-truncate, unit: week}]} | rules[0].mask[0].unit: must be one of year, quarter, month, day, hour, not 'week'",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: redact, width: 10}]} | rules[0].mask[0].width: only the method bucket has it",
                "{name: r, effect: mask, when: 'true', mask: [{detector: pan, method: bucket, width: 10}]} | rules[0].mask[0].method: is for columns; what a detector finds is a piece of text",
                "{name: r, effect: mask, when: 'true', mask: [{classification: PII, method: hash}]} | 6:67: rules[0].mask[0].classification: must be like pii.email or pii.*, not 'PII'",
                "{name: r, effect: deny, when: 'true', until: soon} | 6:50: rules[0].until: must be a date such as 2026-12-31 or a moment such as 2026-12-31T18:00:00Z, not 'soon'",
                "{name: r, effect: deny, when: 'true', exceptions: [{when: 'true', until: 2027-01-01}]} | 6:56: rules[0].exceptions[0].owner: is missing",
                "{name: r, effect: deny, when: 'true', exceptions: [{when: 'true', owner: ada}]} | 6:56: rules[0].exceptions[0].until: is missing",
                "{name: r, effect: deny, when: 'true', exceptions: [{owner: ada, until: 2027-01-01}]} | 6:56: rules[0].exceptions[0].when: is missing",
                "{name: r, effect: oblige, when: 'true'} | 6:5: rules[0].oblige: is missing",
                "{name: r, effect: oblige, when: 'true', oblige: {}} | 6:53: rules[0].oblige: oblige must name at least one obligation",
                "{name: r, effect: oblige, when: 'true', oblige: {rows: 0}} | 6:60: rules[0].oblige.rows: must be a whole number from 1 to 1000000000, not '0'",
                "{name: r, effect: oblige, when: 'true', oblige: {commandsPerMinute: 0}} | 6:73: rules[0].oblige.commandsPerMinute: must be a whole number from 1 to 1000000000, not '0'",
                "{name: r, effect: oblige, when: 'true', oblige: {tokensPerDay: many}} | 6:68: rules[0].oblige.tokensPerDay: must be a whole number from 1 to 1000000000, not 'many'",
                "{name: r, effect: oblige, when: 'true', oblige: {moneyPerDay: 5}} | rules[0].oblige.moneyPerDay: must be an amount and its currency such as 5.00 USD",
                "{name: r, effect: oblige, when: 'true', oblige: {moneyPerDay: 5 dollars}} | rules[0].oblige.moneyPerDay: must be an amount and its currency such as 5.00 USD",
                "{name: r, effect: oblige, when: 'true', oblige: {moneyPerDay: 0.00 USD}} | and more than nothing",
                "{name: r, effect: oblige, when: 'true', oblige: {bytes: 10}} | 6:61: rules[0].oblige.bytes: must be a size such as 500KB, 10MB or 1GB, not '10'",
                "{name: r, effect: oblige, when: 'true', oblige: {readOnly: false}} | 6:64: rules[0].oblige.readOnly: must be one of true, not 'false'",
                "{name: r, effect: oblige, when: 'true', oblige: {statementTimeout: 1ms}} | 6:72: rules[0].oblige.statementTimeout: must be a time from 100ms to 24h such as 90s, 15m or 2h, not '1ms'",
                "{name: r, effect: oblige, when: 'true', oblige: {recording: none}} | 6:65: rules[0].oblige.recording: must be one of full, commands, not 'none'",
                "{name: r, effect: oblige, when: 'true', oblige: {recordingLimit: stop}} | 6:70: rules[0].oblige.recordingLimit: must be one of mark, refuse, end, not 'stop'",
                "{name: r, effect: oblige, when: 'true', oblige: {durability: async}} | 6:66: rules[0].oblige.durability: must be one of local, quorum, not 'async'",
                "{name: r, on: session, effect: oblige, when: 'true', oblige: {rows: 1}} | 6:36: rules[0].effect: a rule on sessions allows or denies",
                "deny everything | 6:5: rules[0]: must be a mapping of keys to values",
                "{name: r, name: s, effect: deny, when: 'true'} | 6:15: rules[0].name: this key is here twice",
                "{name: r, effect: deny, when: dyn(sql).x} | 6:38: rules[0].when: the type of this is known only at run time; conditions are checked when they are saved¶dyn(sql).x¶   ^",
                "{name: r, on: session, effect: deny, when: sql.opaque} | 6:48: rules[0].when: undeclared reference to 'sql' (in container '')¶sql.opaque¶^"
            })
    void saysWhatIsWrongWithARule(String rule, String message) {
        assertThat(errors(minimal(rule))).contains(message.replace('¶', '\n'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1:1: must be a mapping of keys to values",
                "just text | 1:1: must be a mapping of keys to values",
                "`a: [1, 2` | 1:9: expected ',' or ']', but got <stream end>",
                "`a: &x [1]\nb: *x` | 1:1: Number of aliases for non-scalar nodes exceeds the specified max=0",
                "`a: 1\n---\nb: 2` | 2:1: but found another document",
                "`a: 1\tb\n\t- c` | 2:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"
            })
    void saysWhatIsNoDocumentAtAll(String text, String message) {
        assertThat(errors(text)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "connection: {name: c}, identities: {}, cases: [{as: x, deny: [connect]}] | 7:61: tests.cases[0].as: there is no identity 'x' in these tests",
                "connection: {name: c}, identities: {x: {}}, cases: [{as: x}] | 7:61: tests.cases[0]: a case says what should be allowed, held or denied",
                "connection: {name: c}, identities: {x: {}} | 7:8: tests.cases: is missing",
                "identities: {x: {}}, cases: [] | 7:8: tests.connection: is missing",
                "connection: {name: c}, identities: {x: {group: a}}, cases: [] | 7:49: tests.identities.x.group: is not known here; known are subject, issuer, clientId, groups, roles, actors, claims",
                "connection: {name: c}, identities: {x: {}}, cases: [{as: x, at: noon, deny: [connect]}] | 7:73: tests.cases[0].at: must be a date such as 2026-12-31 or a moment such as 2026-12-31T18:00:00Z, not 'noon'"
            })
    void saysWhatIsWrongWithTests(String tests, String message) {
        String text = minimal("{name: r, effect: deny, when: 'true'}") + "tests: {" + tests + "}\n";

        assertThat(errors(text)).isEqualTo(message);
    }

    private static String minimal(String rule) {
        return """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: p}
                match: {connections: ["*"]}
                rules:
                  - %s
                """.formatted(rule);
    }

    private String errors(String text) {
        InvalidDocumentException e = catchThrowableOfType(InvalidDocumentException.class, () -> reader.read(text));
        assertThat(e).as("a refusal").isNotNull();
        return e.getMessage();
    }
}
