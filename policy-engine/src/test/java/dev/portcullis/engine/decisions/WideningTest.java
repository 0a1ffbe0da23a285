// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import dev.portcullis.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The identity is in the group `agents`.
class WideningTest {

    private static final String CONNECT =
            "{name: connect, on: session, effect: allow, when: '\"agents\" in identity.groups'}";
    private static final String READ =
            "{name: read, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'}";
    private static final String DENY = "{name: no, effect: deny, when: 'sql.opaque && sql.writes'}";

    private final PolicyReader reader = new PolicyReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a new allow for everybody | {name: w, effect: allow, when: sql.writes}",
                "a new allow for the group | {name: w, effect: allow, when: '\"agents\" in identity.groups && sql.writes'}",
                "a new hold | {name: w, effect: hold, when: sql.writes, approval: {quorum: 1 of dba, ttl: 5m}}",
                "an allow nobody can rule out | {name: w, effect: allow, when: 'sql.statements.exists(s, s.kind in identity.groups)'}",
                "an allow that reads a claim | {name: w, effect: allow, when: 'identity.claims.x == \"1\"'}"
            })
    void aNewRightIsWidening(String what, String rule) {
        assertThat(widened(set(CONNECT, READ, DENY), set(CONNECT, READ, DENY, rule)))
                .as(what)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a right of others | {name: w, effect: allow, when: '\"dba\" in identity.groups && sql.writes'}",
                "a right on another connection | {name: w, effect: allow, when: 'connection.name == \"x\" && sql.writes'}",
                "a restriction | {name: w, effect: deny, when: sql.writes}",
                "a part of what there was | {name: w, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly && sql.hasLimit'}",
                "a right in shadow | {name: w, mode: shadow, effect: allow, when: sql.writes}",
                "the same in other words | {name: w, effect: allow, when: '(\"agents\" in identity.groups)   &&   sql.readOnly'}"
            })
    void whatGivesNothingIsNot(String what, String rule) {
        assertThat(widened(set(CONNECT, READ, DENY), set(CONNECT, READ, DENY, rule)))
                .as(what)
                .isEmpty();
    }

    @Test
    void aRestrictionThatIsGoneOrNarrowerIsWidening() {
        PolicySet before = set(CONNECT, READ, DENY);

        assertThat(widened(before, set(CONNECT, READ))).hasSize(1);
        assertThat(widened(before, set(CONNECT, READ, DENY.replace("sql.writes", "sql.writes && sql.hasLimit"))))
                .hasSize(1);
        assertThat(widened(before, set(CONNECT, READ, DENY.replace("{name", "{mode: shadow, name"))))
                .hasSize(1);
        assertThat(widened(before, set(CONNECT, READ, DENY.replace("}", ", until: 2027-01-01}"))))
                .hasSize(1);
        assertThat(widened(before, set(CONNECT, READ, DENY.replace(" && sql.writes", ""))))
                .as("a wider restriction")
                .isEmpty();
    }

    @Test
    void whoCannotConnectHasNoRightsToWiden() {
        String others = CONNECT.replace("agents", "others");

        assertThat(widened(set(others, DENY), set(others, "{name: w, effect: allow, when: 'true'}")))
                .isEmpty();
        assertThat(widened(set(others, READ), set(CONNECT, READ)))
                .as("connecting itself")
                .hasSize(1);
    }

    @Test
    void aClassificationThatIsGoneIsWidening() {
        PolicySet before = set(CONNECT)
                .with(new Classifications(
                        "orders", List.of(new Classification("orders", "public", "t", "c", "pii.ssn")), 1));

        assertThat(widened(before, set(CONNECT))).containsExactly("orders: a classification is gone");
        assertThat(widened(set(CONNECT), before)).isEmpty();
    }

    private static List<String> widened(PolicySet before, PolicySet after) {
        return Widening.of(before, after, Requests.session("agents").identity());
    }

    private PolicySet set(String... rules) {
        return new PolicySet(
                1,
                List.of(new PolicySet.VersionedPolicy(reader.read(Samples.policy("p", rules)), 1)),
                List.of(Requests.orders()),
                Map.of());
    }
}
