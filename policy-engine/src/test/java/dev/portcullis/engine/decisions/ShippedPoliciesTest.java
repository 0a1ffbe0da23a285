// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static dev.portcullis.testing.Requests.facts;
import static dev.portcullis.testing.Requests.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.SqlColumn.Use;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.contracts.decision.Decision.Reason;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.testing.Requests;
import dev.portcullis.testing.Requests.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The policies of the local run, each permission beside its refusal.
class ShippedPoliciesTest {

    private static final PolicySet SET = ShippedPolicies.read();

    @ParameterizedTest
    @ValueSource(strings = {"agents", "developers"})
    void agentsAndDevelopersMayConnectAndRead(String group) {
        assertThat(decide(Requests.session(group)).outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(sql(Requests.select(), group)).outcome()).isEqualTo(Outcome.ALLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dba", "Agents", ""})
    void othersMayNot(String group) {
        assertThat(decide(Requests.session(group)).outcome()).isEqualTo(Outcome.DENY);
        assertThat(decide(sql(Requests.select(), group)).outcome()).isEqualTo(Outcome.DENY);
        assertThat(decide(sql(facts(new Statement("UPDATE").writes()), group)).outcome())
                .isEqualTo(Outcome.DENY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT", "UPDATE", "DELETE", "MERGE"})
    void writesWaitForADba(String kind) {
        Decision decision = agent(facts(new Statement(kind).writes()));

        assertThat(decision.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(decision.approval()).isEqualTo(new Decision.ApprovalTerms("1 of dba", 900));
    }

    @Test
    void aWriteInsideAReadWaitsToo() {
        assertThat(agent(facts(new Statement("SELECT").within("DELETE").writes()))
                        .outcome())
                .isEqualTo(Outcome.HOLD);
        assertThat(agent(facts(new Statement("SELECT").readOnly(), new Statement("UPDATE").writes()))
                        .outcome())
                .isEqualTo(Outcome.HOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP", "TRUNCATE", "ALTER", "CREATE", "GRANT", "REVOKE", "VACUUM", "DO", "CALL"})
    void destructionIsDenied(String kind) {
        Decision decision = agent(facts(new Statement(kind).writes()));

        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.reasons()).extracting(Reason::message).contains("Destructive statements are not run here.");
    }

    @Test
    void destructionIsDeniedAtAnyDepth() {
        assertThat(agent(facts(new Statement("EXPLAIN").within("CREATE").readOnly()))
                        .outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void whatAdministersOrCannotBeKnownIsDeniedAlsoWhenItReads() {
        assertThat(agent(facts(new Statement("SET").administrative())).outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(agent(facts(new Statement("SELECT").readOnly().opaque())).outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(agent(facts(new Statement("COPY").readOnly().administrative()))
                        .outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void whatASessionNeedsAroundReadingIsAllowed() {
        assertThat(agent(facts(
                                new Statement("BEGIN").readOnly(),
                                new Statement("SET").readOnly(),
                                new Statement("SELECT").readOnly(),
                                new Statement("COMMIT").readOnly()))
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
        assertThat(agent(facts(new Statement("PREPARE TRANSACTION"))).outcome()).isEqualTo(Outcome.DENY);
    }

    @Test
    void anUpdateOrDeleteWithoutWhereIsDenied() {
        Decision decision = agent(facts(new Statement("DELETE").writes().withoutWhere()));

        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.reasons())
                .extracting(Reason::message)
                .contains("An UPDATE or DELETE without WHERE is not run here.");
    }

    @Test
    void statisticsAreDenied() {
        assertThat(agent(facts(new Statement("SELECT").readOnly().column("x", Use.OUTPUT, "system.sensitive")))
                        .outcome())
                .isEqualTo(Outcome.DENY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pii.ssn", "pci.pan", "secret.api-key"})
    void whatCouldBeGuessedCannotBeSearchedBy(String tag) {
        assertThat(agent(facts(new Statement("SELECT").readOnly().column("x", Use.FILTER, tag)))
                        .outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(agent(facts(new Statement("SELECT").readOnly().column("x", Use.OUTPUT, tag)))
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pii.email", "pii.phone"})
    void customersCanBeFoundByEmailAndPhone(String tag) {
        assertThat(agent(facts(new Statement("SELECT").readOnly().column("x", Use.FILTER, tag)))
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
    }

    @Test
    void personalDataIsMaskedUnlessTheReaderMaySeeItAndSecretsForEverybody() {
        List<Obligations.Mask> always = List.of(
                new Obligations.Mask("pci.pan", null, "partial", 4),
                new Obligations.Mask("pci.*", null, "redact", null),
                new Obligations.Mask("secret.*", null, "redact", null),
                new Obligations.Mask(null, "secrets", "redact", null));

        assertThat(agent(Requests.select()).obligations().masks())
                .startsWith(
                        new Obligations.Mask("pii.email", null, "partial", null),
                        new Obligations.Mask("pii.*", null, "redact", null))
                .endsWith(always.toArray(Obligations.Mask[]::new))
                .hasSize(6);
        assertThat(decide(sql(Requests.select(), "agents", "pii-readers"))
                        .obligations()
                        .masks())
                .isEqualTo(always);
    }

    @Test
    void decisionsMayBeKept() {
        assertThat(agent(Requests.select()).cache().cacheable()).isTrue();
    }

    @Test
    void theColumnsOfTheSampleDatabaseAreClassified() {
        assertThat(SET.classifications("orders").columns())
                .contains(
                        new Classification("orders", "public", "customers", "ssn", "pii.ssn"),
                        new Classification("orders", "public", "api_keys", "secret", "secret.api-key"))
                .hasSize(5);
    }

    private static Decision agent(SqlFacts facts) {
        return decide(sql(facts, "agents"));
    }

    private static Decision decide(DecisionRequest request) {
        return Judge.decide(SET, request, Judge.Trace.NONE);
    }
}
