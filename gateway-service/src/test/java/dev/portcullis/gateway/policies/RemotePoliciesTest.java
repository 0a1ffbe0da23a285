// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.control.PolicyChanged;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.ServiceClient;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemotePoliciesTest {
    private static final String DECISIONS = "POST /v1/decisions";

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final ServiceClient client = services.client(Dependency.POLICY);
    private final PolicyVersions versions = new PolicyVersions(clock, Duration.ofSeconds(6));
    private final PolicyFeed feed = new PolicyFeed(StubServices.JSON, versions);
    private final RemotePolicies policies =
            new RemotePolicies(client, versions, new DecisionCounts(new SimpleMeterRegistry()), clock, 100);
    private final RemoteConnections connections = new RemoteConnections(client, versions, 100);

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void remembersWhatMayBeRememberedForEqualQuestionsOnly() throws Exception {
        heard(7);
        decide(decision(7, true));
        assertThat(policies.known("subject", "facts")).isEqualTo(decision(7, true));
        assertThat(policies.known("another", "facts")).isNull();
        assertThat(policies.known("subject", "others")).isNull();
    }

    @Test
    void remembersNoLongerThanTheRulesLast() throws Exception {
        heard(7);
        Decision decision = decision(7, true, clock.instant().plusSeconds(2));
        decide(decision);
        clock.advance(Duration.ofSeconds(1));
        assertThat(policies.known("subject", "facts")).isEqualTo(decision);
        clock.advance(Duration.ofSeconds(1));
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void doesNotRememberWhatMayNotBe() throws Exception {
        heard(7);
        decide(decision(7, false));
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void forgetsAllWhenANewerVersionIsHeardOf() throws Exception {
        heard(7);
        decide(decision(7, true));
        heard(8);
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void takesNoAnswerOlderThanWhatItHeard() throws Exception {
        heard(8);
        services.answer(DECISIONS, 200, decision(7, true));
        assertNoDecision();
        assertThat(policies.known("subject", "facts")).isNull();
        decide(decision(8, true));
        assertThat(policies.known("subject", "facts")).isEqualTo(decision(8, true));
    }

    @Test
    void asksAgainUntilTheAnswerIsAsNewAsWhatItHeard() throws Exception {
        heard(8);
        services.answer(DECISIONS, 200, decision(7, true));
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Decision> answer = other.submit(() -> policies.decide(request(), "subject", "facts"));
            while (services.asked.stream().filter(DECISIONS::equals).count() < 3) {
                Thread.sleep(10);
            }
            assertThat(answer).isNotDone();
            services.answer(DECISIONS, 200, decision(8, true));
            assertThat(answer.get().policyVersion()).isEqualTo(8);
        }
    }

    @Test
    void takesNoConnectionOfAnOlderSetThanWhatItHeard() throws Exception {
        heard(8);
        services.policyVersion = "7";
        services.answer("GET /v1/connections/orders", 404, "{}");
        assertThatThrownBy(() -> connections.find("orders")).isInstanceOf(DependencyUnavailable.class);
        services.policyVersion = "8";
        assertThat(connections.find("orders")).isEmpty();
        services.policyVersion = "eight";
        assertThatThrownBy(() -> connections.find("orders")).isInstanceOf(DependencyUnavailable.class);
        services.policyVersion = "";
        assertThat(connections.find("orders"))
                .as("one version back, which does not say")
                .isEmpty();
    }

    @Test
    void learnsOfANewerVersionFromAnAnswerToo() throws Exception {
        heard(7);
        decide(decision(7, true));
        services.answer(DECISIONS, 200, decision(8, false));
        assertThat(policies.decide(request(), "subject", "more facts").policyVersion())
                .isEqualTo(8);
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void usesNothingItRemembersOnceTheTopicIsSilent() throws Exception {
        heard(7);
        decide(decision(7, true));
        clock.advance(Duration.ofSeconds(6));
        assertThat(policies.known("subject", "facts")).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertThat(policies.known("subject", "facts")).isNull();
        heard(7);
        assertThat(policies.known("subject", "facts"))
                .as("what was remembered before the silence")
                .isNull();
    }

    @Test
    void remembersNothingBeforeTheTopicWasHeardOnce() throws Exception {
        decide(decision(7, true));
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void forgetsAllWhenTheVersionGoesBackOrCannotBeRead() throws Exception {
        heard(7);
        decide(decision(7, true));
        heard(6);
        assertThat(policies.known("subject", "facts")).isNull();
        decide(decision(7, true));
        feed.heard(List.of("not json".getBytes(StandardCharsets.UTF_8)));
        assertThat(policies.known("subject", "facts")).isNull();
    }

    @Test
    void refusesADecisionThatLacksItsObligations() {
        services.answer(
                DECISIONS,
                200,
                "{\"outcome\":\"ALLOW\",\"reasons\":[],\"risk\":0,\"policyVersion\":1,"
                        + "\"cache\":{\"cacheable\":true,\"reads\":[]}}");
        assertNoDecision();
        services.answer(DECISIONS, 200, "{}");
        assertNoDecision();
    }

    @Test
    void refusesADecisionWithAnObligationThatItDoesNotKnow() throws Exception {
        String known = StubServices.JSON.writeValueAsString(decision(7, true));
        services.answer(DECISIONS, 200, known.replace("\"masks\":[]", "\"masks\":[],\"watermark\":true"));
        assertNoDecision();
        String mask = "{\"classification\":\"pii.email\",\"method\":\"redact\"";
        services.answer(DECISIONS, 200, known.replace("\"masks\":[]", "\"masks\":[" + mask + ",\"unless\":\"x\"}]"));
        assertNoDecision();

        services.answer(DECISIONS, 200, known.replace("\"masks\":[]", "\"masks\":[" + mask + "}]"));
        assertThat(policies.decide(request(), "subject", "facts").obligations().masks())
                .hasSize(1);
        services.answer(DECISIONS, 200, known.replace("\"masks\":[]", "\"masks\":[],\"watermark\":null"));
        assertThat(policies.decide(request(), "subject", "facts"))
                .as("a word that obliges to nothing")
                .isEqualTo(decision(7, true));
        services.answer(DECISIONS, 200, known.replaceFirst("\\{", "{\"told\":\"more\","));
        assertThat(policies.decide(request(), "subject", "facts")).isEqualTo(decision(7, true));
    }

    @Test
    void saysThatPolicyIsDown() {
        services.answer(DECISIONS, 503, Map.of());
        assertNoDecision();
    }

    @Test
    void findsConnectionsAndRemembersThemWhileTheTopicVouchesForThem() throws Exception {
        heard(7);
        services.answer("GET /v1/connections/orders", 200, connection());
        assertThat(connections.find("orders")).contains(connection());
        services.answer("GET /v1/connections/orders", 503, Map.of());
        assertThat(connections.find("orders")).contains(connection());

        long generation = connections.generation();
        heard(8);
        assertThat(connections.generation()).isGreaterThan(generation);
        assertThatThrownBy(() -> connections.find("orders")).isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void asksForAConnectionEachTimeWhileTheTopicIsSilent() throws Exception {
        services.answer("GET /v1/connections/orders", 200, connection());
        assertThat(connections.find("orders")).isPresent();
        services.answer("GET /v1/connections/orders", 404, Map.of());
        assertThat(connections.find("orders")).isEmpty();
    }

    @Test
    void looksForNoConnectionWhoseNameCannotBe() throws Exception {
        assertThat(connections.find("../policies/x")).isEmpty();
        assertThat(connections.find("")).isEmpty();
        assertThat(services.asked).isEmpty();
    }

    @Test
    void tellsWhoDerivedSomethingToDoItAnewWhileNobodyKnows() {
        long first = connections.generation();
        clock.advance(Duration.ofSeconds(7));
        assertThat(connections.generation()).isGreaterThan(first);
        heard(7);
        long heard = connections.generation();
        assertThat(connections.generation()).isEqualTo(heard);
    }

    @Test
    void doesNotTakeMissingClassificationsForNone() throws Exception {
        services.answer("GET /v1/classifications?connection=orders", 200, "[]");
        assertThat(connections.classifications("orders")).isEmpty();
        services.answer("GET /v1/classifications?connection=orders", 404, "{}");
        assertThatThrownBy(() -> connections.classifications("orders")).isInstanceOf(DependencyUnavailable.class);
    }

    private void heard(long version) {
        PolicyChanged change = new PolicyChanged(version, "heartbeat", "", clock.instant());
        feed.heard(List.of(StubServices.JSON.writeValueAsBytes(change)));
    }

    private void decide(Decision answer) throws Exception {
        services.answer(DECISIONS, 200, answer);
        assertThat(policies.decide(request(), "subject", "facts")).isEqualTo(answer);
    }

    private void assertNoDecision() {
        assertThatThrownBy(() -> policies.decide(request(), "subject", "facts"))
                .isInstanceOf(DependencyUnavailable.class);
    }

    private DecisionRequest request() {
        return new DecisionRequest(
                "orders",
                new Identity("a", "i", "", List.of(), List.of(), List.of(), Map.of(), "", clock.instant()),
                new DecisionRequest.SessionReference("s1", "postgres", "10.0.0.1", clock.instant()),
                new Command(Command.Kind.SESSION_OPEN, "c1", null),
                clock.instant());
    }

    private static Decision decision(long version, boolean cacheable) {
        return decision(version, cacheable, null);
    }

    private static Decision decision(long version, boolean cacheable, Instant until) {
        return new Decision(
                Decision.Outcome.ALLOW,
                List.of(),
                Obligations.NONE,
                null,
                0,
                version,
                new Decision.CacheTerms(cacheable, List.of(), until));
    }

    private static Connection connection() {
        return new Connection(
                "orders",
                "postgres",
                "db",
                5432,
                "orders",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("env:U", "env:P"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1);
    }
}
