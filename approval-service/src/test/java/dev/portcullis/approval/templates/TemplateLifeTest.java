// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.approvals.Sweeps;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.ShapedFacts;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands of one shape, from the proposal to the end, through the service's own interface and on a real
/// database.
class TemplateLifeTest {

    private static final String EXAMPLE = "UPDATE orders SET status = 'paid' WHERE id = 5 AND owner = $1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static RunningService service;
    private static Client client;

    private final String agent = "shaper-" + NUMBER.incrementAndGet();
    private final String dana = Tokens.approver("dana", "dba");

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.templates.rules[0].connections", "orders*",
                        "portcullis.templates.rules[0].quorum", "1 of dba",
                        "portcullis.templates.rules[0].longest", "2h",
                        "portcullis.templates.rules[0].most-uses", "100",
                        "portcullis.templates.rules[1].connections", "*-prod",
                        "portcullis.templates.rules[1].quorum", "1 of security",
                        "portcullis.templates.per-identity", "3"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aCommandWithinItsBoundsIsApprovedOnceMoreEachTime() {
        CommandTemplate template = agreed(propose());

        Approval covered = file("UPDATE orders SET status = 'sent' WHERE id = 999 AND owner = $1", "7");

        assertThat(covered.state()).isEqualTo(ApprovalState.APPROVED);
        assertThat(covered.template()).isEqualTo(template.id());
        assertThat(covered.votes()).isEmpty();
        assertThat(client.consume(covered).approval().state()).isEqualTo(ApprovalState.CONSUMED);
        assertThat(client.consume(covered).reason()).isEqualTo("already-consumed");
        assertThat(read(template).uses()).isEqualTo(1);
        assertThat(audited("template.used", covered.id())).isEqualTo(1);
        assertThat(audited("template.changed", template.id())).isEqualTo(1);
        assertThat(audited("template.proposed", template.id())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET status = 'lost' WHERE id = 5 AND owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = 1001 AND owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = -5 AND owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = '5' AND owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = 5.0 AND owner = $1",
                "UPDATE orders SET status = NULL WHERE id = 5 AND owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = 5 OR owner = $1",
                "UPDATE orders SET status = 'paid' WHERE id = 5 AND owner = $1; DELETE FROM orders",
                "UPDATE orders SET status = 'paid' WHERE id = 5 AND owner = $2",
                "UPDATE orders SET status = 'paid'",
                "UPDATE orders SET status = 'paid"
            })
    void whatIsNotWithinItIsHeldAsEver(String command) {
        CommandTemplate template = agreed(propose());

        assertThat(file(command, "7").state()).isEqualTo(ApprovalState.PENDING);
        assertThat(read(template).uses()).isZero();
    }

    @Test
    void parametersAreBoundedToo() {
        agreed(propose());

        assertThat(file(EXAMPLE, "50").state()).isEqualTo(ApprovalState.APPROVED);
        for (String value : List.of("51", "-1", "5.0", " 5", "05", "5 OR 1=1", "", "\\x05", "١")) {
            assertThat(file(EXAMPLE, value).state()).as(value).isEqualTo(ApprovalState.PENDING);
        }
        assertThat(file(EXAMPLE, (String) null).state()).isEqualTo(ApprovalState.PENDING);
        assertThat(file(EXAMPLE).state()).isEqualTo(ApprovalState.PENDING);
        assertThat(file(EXAMPLE, "5", "5").state()).isEqualTo(ApprovalState.PENDING);
    }

    /// The facts name the shape; the text is what runs.
    @Test
    void factsThatDoNotBelongToTheTextAreOfNoUse() {
        agreed(propose());

        assertThat(state(held().shaped("DELETE FROM orders", "7").facts(ShapedFacts.of(EXAMPLE))))
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").facts(null))).isEqualTo(ApprovalState.PENDING);
        String shape = ShapedFacts.of(EXAMPLE).fingerprint();
        assertThat(state(held().shaped(EXAMPLE, "7").facts(ShapedFacts.of("other", false, true, shape))))
                .as("the same name, another table")
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").facts(ShapedFacts.of("public", true, true, shape))))
                .as("opaque")
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7"))).isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void itIsForOneIdentityItsChainAndItsConnection() {
        agreed(propose());

        assertThat(state(held().shaped(EXAMPLE, "7").by("somebody"))).isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").actors("bot"))).isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").on("orders-2"))).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void itIsForAGroupIfPeopleAgreedToThat() {
        CommandTemplate template = agreed(propose(
                new TemplateProposal(example().id(), bounds(), "crew-" + agent, 600, null, "nightly clean-up")));
        assertThat(template.subject()).isEmpty();

        assertThat(state(held().shaped(EXAMPLE, "7").by("member").groups("crew-" + agent)))
                .isEqualTo(ApprovalState.APPROVED);
        assertThat(state(held().shaped(EXAMPLE, "7").by("stranger"))).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void nobodysOwnWordLetsTheirOwnCommandRun() {
        agreed(propose(new TemplateProposal(example().id(), bounds(), "crew-" + agent, 600, null, "clean-up")));

        assertThat(state(held().shaped(EXAMPLE, "7").by("dana").groups("crew-" + agent)))
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").by("erin").groups("crew-" + agent)))
                .isEqualTo(ApprovalState.APPROVED);
    }

    /// A template stands for the answer to one question. When policy asks another one, people are asked.
    @Test
    void policyThatAsksOtherwiseIsNotAnswered() {
        agreed(propose());

        assertThat(state(held().shaped(EXAMPLE, "7").quorum("2 of dba"))).isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").heldBy(rule(4, "writes-need-a-dba", false))))
                .as("another version of the policy")
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").heldBy(rule(3, "another-rule", false))))
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7").heldBy(rule(3, "writes-need-a-dba", true))))
                .as("a rule that could not be evaluated")
                .isEqualTo(ApprovalState.PENDING);
        assertThat(state(held().shaped(EXAMPLE, "7"))).isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void nothingIsCoveredBeforePeopleAgreeAfterANoOrAfterItsTime() {
        CommandTemplate proposed = propose();
        assertThat(file(EXAMPLE, "7").state()).isEqualTo(ApprovalState.PENDING);
        vote(proposed, dana, false);
        assertThat(read(proposed).state()).isEqualTo(TemplateState.REFUSED);
        assertThat(file(EXAMPLE, "7").state()).isEqualTo(ApprovalState.PENDING);

        CommandTemplate agreed = agreed(propose());
        assertThat(file(EXAMPLE, "7").state()).isEqualTo(ApprovalState.APPROVED);
        Approval late = file(EXAMPLE, "7");
        RunningService.CLOCK.advance(Duration.ofMinutes(10));
        assertThat(file(EXAMPLE, "7").state()).isEqualTo(ApprovalState.PENDING);
        assertThat(client.consume(late).reason()).isEqualTo("template-over");
        service.bean(Revoking.class).sweep();
        assertThat(read(agreed).state()).isEqualTo(TemplateState.ENDED);
    }

    @Test
    void aQuestionThatNobodyAnswersIsANo() {
        CommandTemplate forgotten = propose();
        RunningService.CLOCK.advance(Duration.ofHours(1));
        Sweeps.approvals(service);

        assertThat(read(forgotten).state()).isEqualTo(TemplateState.REFUSED);
    }

    @Test
    void secretsInWhatPeopleSayOfItAreNotKept() {
        TemplateProposal proposal =
                new TemplateProposal(example().id(), bounds(), null, 600, null, "nightly, password=canary-74");
        CommandTemplate template = agreed(propose(proposal));
        assertThat(template.reason()).contains("nightly, password=").doesNotContain("canary");
        assertThat(client.read(template.approvalId()).approval().text()).doesNotContain("canary");

        client.delete("/v1/templates/" + template.id() + "?reason=over,password%3Dcanary-75", dana);
        assertThat(read(template).toString()).contains("over,password=").doesNotContain("canary");
    }

    @Test
    void aRevokedOneCoversNothingFromThisMomentOn() {
        CommandTemplate template = agreed(propose());
        Approval covered = file(EXAMPLE, "7");

        Client.Answer revoked = revoke(template, dana);

        assertThat(revoked.json().path("state").asString()).isEqualTo("ENDED");
        assertThat(client.consume(covered).reason())
                .as("not even what was covered before")
                .isEqualTo("template-over");
        assertThat(client.read(covered.id()).approval().state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThat(file(EXAMPLE, "7").state()).isEqualTo(ApprovalState.PENDING);
        assertThat(audited("template.changed", template.id())).isEqualTo(2);
    }

    @Test
    void whoHasNothingToDoWithItNeitherSeesNorRevokesIt() {
        CommandTemplate template = agreed(propose());
        String stranger = Tokens.agent("stranger");

        assertThat(client.get("/v1/templates/" + template.id(), stranger).status())
                .isEqualTo(404);
        assertThat(revoke(template, stranger).status()).isEqualTo(404);
        assertThat(revoke(template, Tokens.withRole("audrey", "auditor")).status())
                .isEqualTo(404);
        assertThat(ids(stranger)).doesNotContain(template.id());
        assertThat(ids(Tokens.agent(agent))).containsExactly(template.id());
        assertThat(ids(Tokens.withRole("audrey", "auditor"))).contains(template.id());
        assertThat(revoke(template, Tokens.agent(agent)).status()).isEqualTo(200);
    }

    @Test
    void nobodyAgreesToWhatComesFromThem() {
        String both = Tokens.person(agent, "dba").roles("approver").sign();
        assertThat(voteOn(propose(), both).reason()).isEqualTo("own-request");

        // Proposed by one, and the example is another's: neither has a say.
        String erin = Tokens.approver("erin", "dba");
        CommandTemplate template =
                template(client.post("/v1/templates", erin, proposal(example().id())));
        assertThat(template.subject()).isEqualTo(agent);
        assertThat(voteOn(template, both).reason()).isEqualTo("own-request");
        assertThat(voteOn(template, erin).reason()).isEqualTo("own-request");
        assertThat(voteOn(template, Tokens.approver("sam", "sales")).reason()).isEqualTo("no-say");
        assertThat(voteOn(template, Tokens.agent("anybody")).status()).isEqualTo(403);
        assertThat(read(template).state()).isEqualTo(TemplateState.PROPOSED);
        assertThat(voteOn(template, dana).status()).isEqualTo(200);
        assertThat(read(template).state()).isEqualTo(TemplateState.ACTIVE);
    }

    @Test
    void whatPolicyAsksAndWhatSettingsAskAreAskedTogether() {
        Approval example = client.file(held().shaped(EXAMPLE, "7")
                        .on("orders-prod")
                        .quorum("1 of dba")
                        .build())
                .approval();
        CommandTemplate template = propose(proposal(example.id()));
        assertThat(template.quorum()).isEqualTo("1 of dba and 1 of security");

        vote(template, dana, true);
        assertThat(state(held().shaped(EXAMPLE, "7").on("orders-prod"))).isEqualTo(ApprovalState.PENDING);
        vote(template, Tokens.approver("sec", "security"), true);
        assertThat(state(held().shaped(EXAMPLE, "7").on("orders-prod"))).isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void ofSixteenCommandsAtOnceOnlyAsManyAreCoveredAsWereAgreedTo() throws Exception {
        CommandTemplate template =
                agreed(propose(new TemplateProposal(example().id(), bounds(), null, 600, 5L, "five times")));
        Callable<ApprovalState> use = () -> file(EXAMPLE, "7").state();

        List<ApprovalState> states;
        try (var threads = Executors.newFixedThreadPool(16)) {
            states = threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> use).toList()).stream()
                    .map(java.util.concurrent.Future::resultNow)
                    .toList();
        }

        assertThat(states).filteredOn(ApprovalState.APPROVED::equals).hasSize(5);
        assertThat(states).filteredOn(ApprovalState.PENDING::equals).hasSize(11);
        assertThat(read(template).uses()).isEqualTo(5);
    }

    @Test
    void onlySoMuchMayBeProposed() {
        String id = example().id();
        assertThat(refusal(new TemplateProposal(id, bounds(), null, 7201, null, "too long")))
                .isEqualTo("not-coverable");
        assertThat(refusal(new TemplateProposal(id, bounds(), null, 60, 101L, "too often")))
                .isEqualTo("not-coverable");
        assertThat(refusal(new TemplateProposal(id, bounds(), null, 0, null, "no time")))
                .isEqualTo("invalid");
        assertThat(refusal(new TemplateProposal(id, bounds(), null, 60, null, " ")))
                .isEqualTo("invalid");
        assertThat(refusal(new TemplateProposal(UUID.randomUUID().toString(), bounds(), null, 60, null, "none")))
                .isEqualTo("not-found");
        assertThat(refusal(proposal(
                        client.file(held().shaped(EXAMPLE, "7").on("ledger").build())
                                .approval()
                                .id())))
                .as("no rule allows it")
                .isEqualTo("not-coverable");
        assertThat(refusal(proposal(client.file(held().shaped("EXECUTE p (1)").build())
                        .approval()
                        .id())))
                .isEqualTo("not-coverable");
        assertThat(refusal(proposal(
                        client.file(held().shaped(EXAMPLE, "7").by("another").build())
                                .approval()
                                .id())))
                .as("another's command")
                .isEqualTo("not-found");
        assertThat(client.post("/v1/templates", null, proposal(id)).status()).isEqualTo(401);
        assertThat(client.post("/v1/templates", Tokens.gateway(), proposal(id)).reason())
                .isEqualTo("not-found");
        IntStream.range(0, 3).forEach(i -> propose());
        assertThat(refusal(proposal(id))).as("a fourth").isEqualTo("not-coverable");
    }

    @Test
    void aProposalSentAgainIsTheSameOne() {
        TemplateProposal asked = proposal(example().id());
        String token = Tokens.agent(agent);

        Client.Answer first = client.post("/v1/templates", token, asked, "Idempotency-Key", "key-1");
        Client.Answer again = client.post("/v1/templates", token, asked, "Idempotency-Key", "key-1");
        TemplateProposal other = new TemplateProposal(asked.approvalId(), asked.bounds(), null, 60, null, "other");
        Client.Answer reused = client.post("/v1/templates", token, other, "Idempotency-Key", "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(template(again).id()).isEqualTo(template(first).id());
        assertThat(reused.reason()).isEqualTo("key-reused");
    }

    @Test
    void whoSawAnOlderVersionDoesNotRevoke() {
        CommandTemplate template = agreed(propose());
        String path = "/v1/templates/" + template.id();

        assertThat(client.delete(path, dana, "If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(client.delete(path, dana, "If-Match", client.get(path, dana).header("ETag"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void peopleAreShownEverythingThatItLetsThrough() {
        CommandTemplate template = propose();
        Approval question = client.read(template.approvalId()).approval();

        assertThat(question.text())
                .contains(
                        "UPDATE orders SET status = {1} WHERE id = {2} AND owner = $1",
                        "one of 'paid', 'sent'",
                        "a whole number from 1 to 1000",
                        "a whole number from 0 to 50",
                        "for 10m, at most 100 times, by " + agent,
                        "orders@3/writes-need-a-dba",
                        "Because: nightly clean-up");
        assertThat(question.facts()).isEqualTo(ShapedFacts.of(EXAMPLE));
    }

    private Approval example() {
        return file(EXAMPLE, "7");
    }

    private Requests held() {
        return Requests.held().by(agent);
    }

    private Approval file(String command, @Nullable String... parameters) {
        return client.file(held().shaped(command, parameters).build()).approval();
    }

    private ApprovalState state(Requests request) {
        return client.file(request.build()).approval().state();
    }

    private CommandTemplate propose() {
        return propose(proposal(example().id()));
    }

    private CommandTemplate propose(TemplateProposal proposal) {
        return template(client.post("/v1/templates", Tokens.agent(agent), proposal));
    }

    private String refusal(TemplateProposal proposal) {
        return client.post("/v1/templates", Tokens.agent(agent), proposal).reason();
    }

    private CommandTemplate agreed(CommandTemplate proposed) {
        vote(proposed, dana, true);
        CommandTemplate template = read(proposed);
        assertThat(template.state()).isEqualTo(TemplateState.ACTIVE);
        return template;
    }

    private static TemplateProposal proposal(String example) {
        return new TemplateProposal(example, bounds(), null, 600, null, "nightly clean-up");
    }

    private static List<TemplateBound> bounds() {
        return List.of(
                TemplateBound.oneOf("{1}", List.of("paid", "sent")),
                TemplateBound.whole("{2}", 1, 1000),
                TemplateBound.whole("$1", 0, 50));
    }

    private static Decision.Reason rule(long version, String name, boolean failed) {
        return new Decision.Reason("orders", version, name, "hold", "A DBA decides.", false, failed);
    }

    private static void vote(CommandTemplate on, String token, boolean approve) {
        String digest = client.read(on.approvalId()).approval().digest();
        Client.Answer answer =
                client.post("/v1/templates/" + on.id() + "/votes", token, new VoteRequest(approve, "because", digest));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Client.Answer voteOn(CommandTemplate on, String token) {
        String digest = client.read(on.approvalId()).approval().digest();
        return client.post("/v1/templates/" + on.id() + "/votes", token, new VoteRequest(true, "me", digest));
    }

    private static Client.Answer revoke(CommandTemplate template, String token) {
        return client.delete("/v1/templates/" + template.id() + "?reason=enough", token);
    }

    private static CommandTemplate read(CommandTemplate template) {
        return template(client.get("/v1/templates/" + template.id(), Tokens.gateway()));
    }

    private static List<String> ids(String token) {
        return client.get("/v1/templates?limit=200", token)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static long audited(String kind, String id) {
        return service.bean(Outbox.class).after(0, Topics.AUDIT, 100_000).stream()
                .map(message -> Client.JSON.readTree(message.value()).at("/unmapped/portcullis"))
                .filter(event -> event.path("kind").asString().equals(kind))
                .filter(event -> event.path("templateId").asString("").equals(id)
                        || event.path("approvalId").asString("").equals(id))
                .count();
    }

    private static CommandTemplate template(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        return Client.JSON.readValue(answer.body(), CommandTemplate.class);
    }
}
