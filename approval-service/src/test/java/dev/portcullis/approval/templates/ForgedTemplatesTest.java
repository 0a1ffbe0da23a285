// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.ByHand;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the database refuses of templates and their uses, whoever writes it and whatever the application thinks.
class ForgedTemplatesTest {

    private static final String COVERED = "UPDATE orders SET status = 'paid' WHERE id = 5";
    private static final String OTHER_SHAPE = "DELETE FROM orders WHERE id = 5";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static RunningService service;
    private static Client client;
    private static ByHand byHand;

    private final String agent = "forger-" + NUMBER.incrementAndGet();

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.templates.rules[0].connections", "*",
                        "portcullis.templates.rules[0].quorum", "1 of dba"));
        client = service.client();
        byHand = new ByHand(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void itBeginsWithAQuestion() throws Exception {
        CommandTemplate proposed = propose(1, null);
        byHand.refuses("begins with a question", copy(proposed, active()));
        byHand.refuses("begins with a question", copy(proposed, Map.of("uses", 1)));
        byHand.refuses(
                "begins with a question",
                copy(proposed, Map.of("starts_at", now(), "ends_at", in(Duration.ofDays(99)))));
        byHand.refuses("for_one_or_for_a_group", copy(proposed, Map.of("subject", "")));
    }

    @Test
    void itDoesNotCountUntilPeopleSaidYesToIt() throws Exception {
        CommandTemplate proposed = propose(1, null);
        byHand.refuses("nobody approved", begin(proposed.id(), now(), in(Duration.ofSeconds(60))));

        Approval command = client.file(held(OTHER_SHAPE).build()).approval();
        client.vote(command, Tokens.approver("dana", "dba"), true).approval();
        String other = UUID.randomUUID().toString();
        byHand.refuses(
                "nobody approved",
                copy(proposed, Map.of("id", other, "approval_id", command.id())),
                begin(other, now(), in(Duration.ofSeconds(60))));
        CommandTemplate agreed = agreed(propose(1, null));
        byHand.refuses(
                "nobody approved",
                copy(proposed, Map.of("id", other, "approval_id", agreed.approvalId())),
                begin(other, now(), in(Duration.ofSeconds(60))));
    }

    @Test
    void nobodyBehindItDecides() throws Exception {
        CommandTemplate proposed = propose(1, null);
        Approval question = client.read(proposed.approvalId()).approval();
        for (String own : List.of(agent, "agent-client")) {
            byHand.refuses(
                    "nobody votes on their own request",
                    "INSERT INTO vote VALUES ('%s', 'i', '%s', '{dba}', true, '', '%s', NULL, '%s', '%s', '%s')"
                            .formatted(question.id(), own, question.digest(), now(), own, own));
        }
    }

    @Test
    void itBeginsWithTheYesAndHoldsNoLongerThanWasAgreedTo() throws Exception {
        // All that is missing to an active template is its beginning.
        CommandTemplate proposed = propose(1, null);
        Approval question = client.read(proposed.approvalId()).approval();
        String yes = "INSERT INTO vote VALUES ('%s', 'i', 'dana', '{dba}', true, '', '%s', NULL, '%s', 'dana', 'dana')"
                .formatted(question.id(), question.digest(), now());
        String approved = "UPDATE approval SET state = 'APPROVED', decided_at = '%s', version = 2 WHERE id = '%s'"
                .formatted(now(), question.id());
        byHand.refuses(
                "begins with the yes",
                yes,
                approved,
                begin(proposed.id(), in(Duration.ofDays(9)), in(Duration.ofDays(9))));
        byHand.refuses(
                "longer than was agreed to", yes, approved, begin(proposed.id(), now(), in(Duration.ofSeconds(601))));
        byHand.does(yes, approved, begin(proposed.id(), now(), in(Duration.ofMinutes(10))));
    }

    @Test
    void whatWasAgreedToStays() throws Exception {
        CommandTemplate template = agreed(propose(1, null));
        for (String changed : List.of(
                "max_uses = 1000",
                "seconds = 100000",
                "subject = 'mallory'",
                "fingerprint = 'another'",
                "terms = '{}'",
                "demand = '1 of nobody'",
                "connection = 'payroll'",
                "quorum = '1 of agents'")) {
            byHand.refuses("cannot be changed", update(template, changed + ", version = version + 1"));
        }
        byHand.refuses(
                "does not go from ACTIVE to ACTIVE",
                update(template, "ends_at = ends_at + interval '1s', version = version + 1"));
        byHand.refuses(
                "does not go from ACTIVE to PROPOSED", update(template, "state = 'PROPOSED', version = version + 1"));
        byHand.refuses(
                "uses count up one by one", update(template, "uses = uses + 1, ends_at = ends_at + interval '1h'"));
        byHand.refuses("is never allowed", "DELETE FROM command_template");
    }

    @Test
    void aUseIsCountedOnceAndNeverBeyondWhatWasAgreedTo() throws Exception {
        CommandTemplate template = agreed(propose(2, null));
        // Its twin took the first of two uses.
        String pending = pendingLike(COVERED);
        byHand.refuses("was not counted", use(template, pending));
        byHand.refuses("uses count up one by one", update(template, "uses = uses + 2"));

        assertThat(client.file(held(COVERED).build()).approval().state()).isEqualTo(ApprovalState.APPROVED);
        byHand.refuses("never_beyond_its_uses", update(template, "uses = uses + 1"));
        byHand.refuses("uses count up one by one", update(template, "uses = uses - 1"));
        byHand.refuses("is never allowed", "DELETE FROM template_use");
        byHand.refuses("is never allowed", "UPDATE template_use SET used_at = now()");
    }

    @Test
    void aUseIsForTheCommandsItWasAgreedToFor() throws Exception {
        CommandTemplate template = agreed(propose(9, null));
        String counted = update(template, "uses = uses + 1");
        String pending = pendingLike(COVERED);

        byHand.refuses("not for this command", counted, use(template, pendingLike(OTHER_SHAPE)));
        byHand.refuses(
                "not for this command",
                counted,
                use(template, file(held(COVERED).by("mallory").build())));
        byHand.refuses(
                "not for this command",
                counted,
                use(template, file(held(COVERED).on("payroll").build())));
        byHand.refuses(
                "not for this command",
                counted,
                use(template, file(held(COVERED).actors("bot").build())));
        byHand.refuses(
                "not for this command",
                counted,
                use(template, file(held(COVERED).quorum("2 of dba").build())));
        byHand.refuses(
                "not for this command", counted, use(template, pending).replace(digest(pending), "f".repeat(64)));
        byHand.does(counted, use(template, pending));
        byHand.refuses("template_use_pkey", counted, use(template, pending));
    }

    @Test
    void aGroupsTemplateIsForItsMembers() throws Exception {
        CommandTemplate template = agreed(propose(9, "agents"));
        String counted = update(template, "uses = uses + 1");
        String stranger = file(held(COVERED).by("stranger").groups("guests").build());
        byHand.refuses("not for this command", counted, use(template, stranger));
        byHand.does(counted, use(template, pendingLike(COVERED)));
    }

    @Test
    void aUseIsWithinItsTime() throws Exception {
        CommandTemplate template = agreed(propose(9, null));
        String counted = update(template, "uses = uses + 1");
        String pending = pendingLike(COVERED);
        byHand.refuses(
                "template is over",
                counted,
                use(template, pending).replace(created(pending), in(Duration.ofSeconds(1))));

        RunningService.CLOCK.advance(Duration.ofMinutes(10));
        String late = file(held(COVERED).build());
        byHand.refuses("template is over", counted, use(template, late));
        byHand.refuses("template is over", counted, use(template, late).replace(created(late), created(pending)));
    }

    @Test
    void whatWasTakenBackIsUsedNoMore() throws Exception {
        CommandTemplate template = agreed(propose(9, null));
        Approval covered = client.file(held(COVERED).build()).approval();
        assertThat(covered.state()).isEqualTo(ApprovalState.APPROVED);
        String pending = pendingLike(COVERED);
        client.delete("/v1/templates/" + template.id() + "?reason=enough", Tokens.approver("dana", "dba"));

        byHand.refuses("uses count up one by one", update(template, "uses = uses + 1"));
        byHand.refuses("template is over", use(template, pending));
        byHand.refuses("does not go from ENDED to ACTIVE", update(template, "state = 'ACTIVE', version = version + 1"));
        byHand.refuses("the template is over", approval(covered.id(), "state = 'CONSUMED'"));
    }

    @Test
    void anApprovalRunsByNoTemplateThatDidNotCoverIt() throws Exception {
        CommandTemplate template = agreed(propose(9, null));
        String pending = pendingLike(OTHER_SHAPE);
        String decided = "state = 'APPROVED', decided_at = '" + now() + "'";
        byHand.refuses(
                "no template covers this", approval(pending, decided + ", template_id = '" + template.id() + "'"));
        byHand.refuses(
                "begins as PENDING",
                ByHand.copy(
                        "approval",
                        pending,
                        Map.of(
                                "id", UUID.randomUUID(),
                                "command_id", "born with a template",
                                "template_id", template.id())));
        byHand.refuses("without a yes", approval(pending, decided));
    }

    private Requests held(String command) {
        return Requests.held().by(agent).shaped(command);
    }

    /// A command that waits although a template may cover it: another's was filed, this is its twin by hand.
    private String pendingLike(String command) throws Exception {
        Approval held = client.file(held(command)
                        .quorum("1 of dba")
                        .on("orders")
                        .commandId("twin-of-" + UUID.randomUUID())
                        .build())
                .approval();
        if (held.state() == ApprovalState.PENDING) {
            return held.id();
        }
        String twin = UUID.randomUUID().toString();
        Map<String, @Nullable Object> fresh =
                new HashMap<>(Map.of("id", twin, "command_id", twin, "state", "PENDING", "version", 1));
        fresh.put("decided_at", null);
        fresh.put("template_id", null);
        byHand.does(ByHand.copy("approval", held.id(), fresh));
        return twin;
    }

    private static String file(dev.portcullis.contracts.approval.ApprovalRequest asked) {
        return client.file(asked).approval().id();
    }

    private CommandTemplate propose(long uses, @Nullable String group) {
        String example = file(held(COVERED).on("orders").build());
        TemplateProposal proposal = new TemplateProposal(
                example, List.of(TemplateBound.whole("{2}", 1, 100)), group, 600, uses, "nightly clean-up");
        return template(client.post("/v1/templates", Tokens.agent(agent), proposal));
    }

    private static CommandTemplate agreed(CommandTemplate proposed) {
        String digest = client.read(proposed.approvalId()).approval().digest();
        client.post(
                "/v1/templates/" + proposed.id() + "/votes",
                Tokens.approver("dana", "dba"),
                new VoteRequest(true, "seen", digest));
        return template(client.get("/v1/templates/" + proposed.id(), Tokens.gateway()));
    }

    private static CommandTemplate template(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        return Client.JSON.readValue(answer.body(), CommandTemplate.class);
    }

    private static Map<String, Object> active() {
        return Map.of("state", "ACTIVE", "starts_at", now(), "ends_at", in(Duration.ofSeconds(60)));
    }

    private static String copy(CommandTemplate like, Map<String, ?> changed) {
        Map<String, Object> all = new HashMap<>(Map.of("id", UUID.randomUUID().toString()));
        all.putAll(changed);
        return ByHand.copy("command_template", like.id(), all);
    }

    private static String begin(String template, String from, String to) {
        return "UPDATE command_template SET state = 'ACTIVE', starts_at = '%s', ends_at = '%s', version = 2 WHERE id = '%s'"
                .formatted(from, to, template);
    }

    private static String update(CommandTemplate template, String changes) {
        return "UPDATE command_template SET %s WHERE id = '%s'".formatted(changes, template.id());
    }

    private static String approval(String id, String changes) {
        return "UPDATE approval SET %s, version = version + 1 WHERE id = '%s'".formatted(changes, id);
    }

    private static String use(CommandTemplate template, String approval) throws Exception {
        return "INSERT INTO template_use VALUES ('%s', '%s', '%s', '%s')"
                .formatted(approval, template.id(), digest(approval), created(approval));
    }

    private static String digest(String approval) throws Exception {
        return byHand.value("SELECT digest FROM approval WHERE id = '" + approval + "'");
    }

    private static String created(String approval) throws Exception {
        return byHand.value("SELECT created_at FROM approval WHERE id = '" + approval + "'");
    }

    private static String now() {
        return RunningService.CLOCK.instant().toString();
    }

    private static String in(Duration time) {
        return RunningService.CLOCK.instant().plus(time).toString();
    }
}
