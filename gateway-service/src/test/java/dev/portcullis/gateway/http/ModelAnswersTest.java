// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.postgres.FakePolicies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What a language model answers: its tool calls are commands like any other, and its streams outlive a hold.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ModelAnswersTest {
    private static final String HARMLESS = "{\"path\":\"notes.txt\"}";
    private static final String DANGEROUS = "{\"path\":\"/etc/passwd\"}";

    @TempDir
    static Path directory;

    private static Plane plane;

    @BeforeAll
    static void start() {
        plane = new Plane(directory);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void reset() {
        plane.reset();
        plane.register("openai", Api.OPENAI, Plane.bearer(), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aToolCallIsJudgedByItsArgumentsAndRecordedBeforeItIsSeen(boolean streamed) throws Exception {
        toolsAre(tool -> Objects.equals(tool.arguments().get("path"), "notes.txt")
                ? FakePolicies.allow(Obligations.NONE)
                : FakePolicies.deny("only notes"));

        plane.target.answers(call("read_file", HARMLESS, streamed));
        HttpResponse<String> allowed = Plane.send(chat(streamed));
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.body()).contains("read_file", "notes.txt", "tool_calls");
        assertThat(plane.audit.events()).contains("intent TOOL read_file [" + HARMLESS + "]");

        plane.target.answers(call("read_file", DANGEROUS, streamed));
        HttpResponse<String> denied = Plane.send(chat(streamed));
        assertThat(denied.statusCode()).isEqualTo(200);
        assertThat(denied.body()).contains("only notes").doesNotContain("passwd");
        assertThat(plane.audit.events())
                .contains("refused TOOL read_file NotPermitted")
                .noneMatch(event -> event.startsWith("intent TOOL") && event.contains("passwd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\":\"notes.txt\",\"path\":\"/etc/passwd\"}",
                "{\"path\":\"notes.txt\"} {}",
                "{\"a.b\":\"notes.txt\",\"a\":{\"b\":\"/etc/passwd\"}}"
            })
    void argumentsThatCanBeReadTwoWaysAreNotPassedOn(String arguments) throws Exception {
        toolsAre(_ -> FakePolicies.allow(Obligations.NONE));
        plane.target.answers(call("read_file", arguments, true));
        assertThat(Plane.send(chat(true)).body()).doesNotContain("notes.txt", "passwd");

        plane.target.answers(call("read_file", HARMLESS, true));
        assertThat(Plane.send(chat(true)).body()).contains("notes.txt");
    }

    @Test
    void noCallIsSeenWhilePolicyOrAuditAreAway() throws Exception {
        plane.target.answers(call("read_file", HARMLESS, true));
        plane.policies.decideBy(request -> {
            plane.policies.down(true);
            return FakePolicies.allow(Obligations.NONE);
        });
        assertThat(Plane.send(chat(true)).body())
                .contains("the policy service is not available")
                .doesNotContain("notes.txt");
        plane.policies.down(false);

        toolsAre(_ -> {
            plane.audit.failing(true);
            return FakePolicies.allow(Obligations.NONE);
        });
        assertThat(Plane.send(chat(true)).body())
                .contains("the audit trail is not available")
                .doesNotContain("notes.txt");
        plane.audit.failing(false);

        toolsAre(_ -> FakePolicies.allow(Obligations.NONE));
        assertThat(Plane.send(chat(true)).body()).contains("notes.txt");
    }

    @Test
    void aCallWaitsForPeopleWhileTheLineIsKeptOpen() throws Exception {
        toolsAre(_ -> FakePolicies.hold(Obligations.NONE));
        plane.target.answers(call("read_file", DANGEROUS, true));
        Answering first = answering(chat(true));
        Approval approval = plane.approvals.next();
        assertThat(approval.text()).isEqualTo("TOOL read_file");
        assertThat(approval.parameters()).containsExactly(DANGEROUS);
        first.awaitWaiting();
        plane.approvals.approve(approval);
        assertThat(first.rest()).contains("/etc/passwd", "[DONE]");

        CompletableFuture<HttpResponse<String>> second = send(chat(true));
        plane.approvals.reject(plane.approvals.next(), "not this file");
        assertThat(second.get().body()).contains("not this file").doesNotContain("/etc/passwd");
    }

    @Test
    void nobodyIsAskedAboutACallWhoseCallerHasLeft() throws Exception {
        toolsAre(_ -> FakePolicies.hold(Obligations.NONE));
        plane.target.answers(call("read_file", DANGEROUS, true));
        Approval approval;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Plane.CLIENT
                        .send(chat(true).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            approval = plane.approvals.next();
            assertThat(lines.readLine()).isNotNull();
        }
        while (!plane.approvals.isWithdrawn(approval)) {
            Thread.sleep(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,true", "openai,false", "anthropic,true", "anthropic,false"})
    void severalHeldCallsOfOneAnswerWaitAtTheSameTime(String api, boolean streamed) throws Exception {
        plane.register("anthropic", Api.ANTHROPIC, Plane.bearer(), true);
        toolsAre(_ -> FakePolicies.hold(Obligations.NONE));
        plane.target.answers(api.equals("openai") ? threeCalls(streamed) : threeBlocks(streamed));
        CompletableFuture<HttpResponse<String>> answer =
                send(api.equals("openai") ? chat(streamed) : message(streamed));

        Map<String, Approval> asked = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            Approval approval = plane.approvals.next();
            asked.put(approval.text(), approval);
        }
        assertThat(asked.keySet()).containsExactly("TOOL one", "TOOL three", "TOOL two");
        assertThat(answer.isDone()).isFalse();
        plane.approvals.approve(Objects.requireNonNull(asked.get("TOOL three")));
        plane.approvals.reject(Objects.requireNonNull(asked.get("TOOL two")), "not that one");
        plane.approvals.approve(Objects.requireNonNull(asked.get("TOOL one")));

        String body = answer.get().body();
        assertThat(body).contains("argument of one", "argument of three", "not that one");
        assertThat(body).doesNotContain("argument of two");
        assertThat(body.indexOf("argument of one")).as("in their order").isLessThan(body.indexOf("argument of three"));
        assertThat(plane.audit.events().toString()).contains("intent TOOL one", "intent TOOL three");
    }

    @Test
    void callsThatNobodyWillSeeAreWithdrawnAllOfThem() throws Exception {
        plane.register("anthropic", Api.ANTHROPIC, Plane.bearer(), true);
        toolsAre(tool -> tool.name().equals("three")
                ? FakePolicies.allow(Obligations.NONE)
                : FakePolicies.hold(Obligations.NONE));
        plane.target.answers(threeBlocks(true));
        Approval one;
        Approval two;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Plane.CLIENT
                        .send(message(true).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            one = plane.approvals.next();
            two = plane.approvals.next();
            assertThat(lines.readLine()).isNotNull();
        }
        while (!plane.approvals.isWithdrawn(one) || !plane.approvals.isWithdrawn(two)) {
            Thread.sleep(20);
        }
        assertThat(plane.audit.events().toString())
                .as("allowed, but never seen")
                .doesNotContain("intent TOOL three");
    }

    @Test
    void whatIsToldWhereAStreamIsCutIsRecordedLikeWhatWasSaidBefore() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        plane.audit.roomFor(1, 0);
        CountDownLatch heard = new CountDownLatch(1);
        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(chunk("{\"content\":\"first\"}", "null").getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                heard.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.write(chunk("{\"content\":\"second\"}", "null").getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
        HttpResponse<InputStream> answer =
                Plane.CLIENT.send(chat(true).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(in.readLine()).contains("first");
            heard.countDown();
            assertThat(in.lines().collect(Collectors.joining()))
                    .contains("no room in the session's recording")
                    .doesNotContain("second");
        }
        assertThat(plane.audit.recorded().toString())
                .contains("first")
                .containsPattern("NOTICE \\[.*no room in the session's recording")
                .doesNotContain("second");
    }

    private static HttpRequest.Builder message(boolean stream) {
        return plane.request("/c/anthropic/v1/messages")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"claude\",\"max_tokens\":100,\"stream\":"
                        + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    private static TestTarget.Answer threeCalls(boolean streamed) {
        List<String> calls = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            calls.add("{\"index\":" + calls.size() + ",\"id\":\"call_" + name
                    + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name
                    + "\",\"arguments\":\"{\\\"x\\\":\\\"argument of " + name + "\\\"}\"}}");
        }
        String all = "\"tool_calls\":[" + String.join(",", calls) + "]";
        return streamed
                ? events(List.of(chunk("{" + all + "}", "null"), chunk("{}", "\"tool_calls\"")))
                : TestTarget.json(
                        200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,"
                                + "\"message\":{\"role\":\"assistant\",\"content\":null," + all
                                + "},\"finish_reason\":\"tool_calls\"}]}");
    }

    private static TestTarget.Answer threeBlocks(boolean streamed) {
        String usage = "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}";
        if (!streamed) {
            String blocks = Stream.of("one", "two", "three")
                    .map(name -> "{\"type\":\"tool_use\",\"id\":\"toolu_" + name + "\",\"name\":\"" + name
                            + "\",\"input\":{\"x\":\"argument of " + name + "\"}}")
                    .collect(Collectors.joining(","));
            return TestTarget.json(
                    200,
                    "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":["
                            + blocks + "],\"stop_reason\":\"tool_use\"," + usage + "}");
        }
        StringBuilder events = new StringBuilder(event(
                "message_start",
                "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],"
                        + usage + "}"));
        int index = 0;
        for (String name : List.of("one", "two", "three")) {
            events.append(event(
                    "content_block_start",
                    "\"index\":" + index + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_" + name
                            + "\",\"name\":\"" + name + "\",\"input\":{}}"));
            events.append(event(
                    "content_block_delta",
                    "\"index\":" + index + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
                            + "\"{\\\"x\\\":\\\"argument of " + name + "\\\"}\"}"));
            events.append(event("content_block_stop", "\"index\":" + index));
            index++;
        }
        events.append(
                event("message_delta", "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}"));
        events.append(event("message_stop", "\"x\":1"));
        return TestTarget.whole(200, "text/event-stream", events.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    @Test
    void whoAskedForAStreamIsKeptOnTheLineAndToldInIt() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        plane.target.answers(words());
        Answering approved = answering(chat(true));
        Approval approval = plane.approvals.next();
        assertThat(approved.awaitWaiting()).isEqualTo(200);
        assertThat(plane.target.seen).isEmpty();
        plane.approvals.approve(approval);
        assertThat(approved.rest()).contains("hello", "[DONE]");

        Answering rejected = answering(chat(true));
        approval = plane.approvals.next();
        assertThat(rejected.awaitWaiting()).isEqualTo(200);
        plane.approvals.reject(approval, "not on a Friday");
        assertThat(rejected.rest()).contains("\"error\"", "not on a Friday").doesNotContain("hello");
        assertThat(plane.target.seen).hasSize(1);
    }

    @Test
    void whatTheTargetRefusesAfterAHoldIsToldInTheStream() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        plane.target.answers(TestTarget.json(429, "{\"error\":{\"message\":\"slow down\",\"type\":\"x\"}}"));
        Answering answer = answering(chat(true));
        Approval approval = plane.approvals.next();
        answer.awaitWaiting();
        plane.approvals.approve(approval);
        assertThat(answer.rest()).contains("\"error\"", "429", "slow down");
    }

    @Test
    void whatCannotBePassedOnAfterAHoldIsToldInTheStreamAndRecordedAsFailed() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        for (TestTarget.Answer broken : List.of(
                TestTarget.whole(200, "image/png", new byte[] {1}),
                TestTarget.whole(200, "application/json", "{".getBytes(StandardCharsets.UTF_8)))) {
            plane.audit.forget();
            plane.target.answers(broken);
            Answering answer = answering(chat(true));
            Approval approval = plane.approvals.next();
            answer.awaitWaiting();
            plane.approvals.approve(approval);
            assertThat(answer.rest()).contains("\"error\"", "cannot be passed on");
            Plane.await(() -> !plane.audit.outcomes().isEmpty());
            assertThat(plane.audit.outcomes())
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.ending()).isEqualTo(SessionAudit.Ending.FAILED));
        }
    }

    @Test
    void aRequestMayUseWhatIsLeftOfTheBudgetAndIsSettledByWhatTheProviderCounts() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(tokensPerDay(5_000)));
        plane.target.answers(events(List.of(
                chunk("{\"content\":\"hello\"}", "\"stop\""),
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}\n\n")));
        assertThat(Plane.send(chat(true)).body()).contains("hello");
        Plane.await(() -> !plane.budgets.settled().isEmpty());
        assertThat(plane.budgets.settled()).containsExactly(46L);

        plane.target.answers(TestTarget.json(429, "{\"error\":{\"message\":\"slow down\"}}"));
        Plane.send(chat(true));
        Plane.await(() -> plane.budgets.settled().size() > 1);
        assertThat(plane.budgets.settled()).containsExactly(46L, 0L);
        assertThat(plane.target.seen).hasSize(2);
    }

    /// Or else an answer could be longer than what was set aside for it.
    @Test
    void whereABudgetAppliesARequestThatDoesNotSayHowLongItsAnswerMayBeIsSentWithWhatWasSetAside() throws Exception {
        plane.target.answers(words());
        Plane.send(chat(true));
        assertThat(plane.target.seen.getLast().body()).doesNotContain("max_");

        plane.policies.decideBy(_ -> FakePolicies.allow(tokensPerDay(5_000)));
        Plane.send(chat(true));
        assertThat(plane.target.seen.getLast().body()).contains("\"max_completion_tokens\":4096");
        Plane.send(chat("\"n\":4,"));
        assertThat(plane.target.seen.getLast().body()).contains("\"max_completion_tokens\":1024");
        Plane.send(chat("\"max_tokens\":70,"));
        assertThat(plane.target.seen.getLast().body())
                .contains("\"max_tokens\":70")
                .doesNotContain("completion_tok");
        Plane.send(chat("\"max_output_tokens\":9,"));
        assertThat(plane.target.seen.getLast().body()).contains("\"max_completion_tokens\":9");
    }

    private static HttpRequest.Builder chat(String fields) {
        return plane.request("/c/openai/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"gpt-5\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    @Test
    void nothingIsSentBeyondTheBudgetOrWhileNobodyKeepsIt() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(tokensPerDay(100)));
        HttpResponse<String> over = Plane.send(chat(true));
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(over.headers().firstValue("Retry-After")).isPresent();
        assertThat(over.body()).contains("over-limit", "100 tokens in a day");

        plane.policies.decideBy(_ -> FakePolicies.allow(tokensPerDay(5_000)));
        plane.budgets.down(true);
        assertThat(Plane.send(chat(true)).statusCode()).isEqualTo(503);
        plane.budgets.down(false);
        long refused = refusals();
        plane.budgets.broken(true);
        assertThat(Plane.send(chat(true)).statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(refusals()).as("on record whatever went wrong").isEqualTo(refused + 1);
        plane.budgets.broken(false);
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(400);
        assertThat(plane.target.seen).isEmpty();
    }

    private static long refusals() {
        return plane.audit.events().stream()
                .filter(event -> event.startsWith("refused") && event.endsWith("Unavailable"))
                .count();
    }

    @Test
    void aRequestCostsWhatItsModelCostsHereAndIsSettledByWhatTheProviderCounts() throws Exception {
        priced("openai", Api.OPENAI, "gpt-5*");
        plane.policies.decideBy(_ -> FakePolicies.allow(moneyPerDay(1_000_000, "USD")));
        plane.target.answers(events(List.of(
                chunk("{\"content\":\"hello\"}", "\"stop\""),
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":600}}}\n\n")));
        assertThat(Plane.send(chat(true)).body()).contains("hello");
        // 400 at 2 USD, 600 at 0.5 USD and 100 at 10 USD for a million.
        Plane.await(() -> !plane.budgets.spent().isEmpty());
        assertThat(plane.budgets.spent()).containsExactly(800L + 300L + 1_000L);

        plane.target.answers(TestTarget.json(429, "{\"error\":{\"message\":\"slow down\"}}"));
        Plane.send(chat(true));
        Plane.await(() -> plane.budgets.spent().size() > 1);
        assertThat(plane.budgets.spent()).containsExactly(2_100L, 0L);
    }

    @Test
    void nothingIsSentThatCostsTooMuchOrWhosePriceNobodyKnows() throws Exception {
        priced("openai", Api.OPENAI, "gpt-5*");
        plane.policies.decideBy(_ -> FakePolicies.allow(moneyPerDay(40_000, "USD")));
        HttpResponse<String> over = Plane.send(chat(true));
        assertThat(over.statusCode()).as("4096 tokens of an answer at 10 USD").isEqualTo(429);
        assertThat(over.body()).contains("over-limit", "0.04 USD in a day");

        plane.policies.decideBy(_ -> FakePolicies.allow(moneyPerDay(9_000_000, "EUR")));
        assertThat(Plane.send(chat(true)).statusCode()).as("another currency").isEqualTo(400);
        plane.policies.decideBy(_ -> FakePolicies.allow(new Obligations(
                List.of(),
                false,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                List.of(new Money(9_000_000, "EUR"), new Money(9_000_000, "USD")),
                null)));
        assertThat(Plane.send(chat(true)).statusCode()).as("two currencies").isEqualTo(400);

        plane.policies.decideBy(_ -> FakePolicies.allow(moneyPerDay(9_000_000, "USD")));
        priced("openai", Api.OPENAI, "gpt-4");
        assertThat(Plane.send(chat(true)).body()).contains("this model has no price here");
        plane.register("openai", Api.OPENAI, Plane.bearer(), true);
        assertThat(Plane.send(chat(true)).body()).contains("this connection has no prices");
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(400);
        assertThat(plane.target.seen).isEmpty();

        assertThat(Plane.send(plane.request("/c/openai/v1/models")).statusCode())
                .as("what costs nothing needs no price")
                .isEqualTo(200);
    }

    private static void priced(String name, Api api, String model) {
        HttpTarget free = new HttpTarget("", false, api, Plane.bearer(), true, List.of(), Plane.PATIENT);
        plane.register(
                name,
                free.priced(new Prices(
                        "USD", List.of(new Prices.ModelPrice(model, 2_000_000, 500_000, 2_500_000, 10_000_000)))));
    }

    private static Obligations moneyPerDay(long micros, String currency) {
        return new Obligations(
                List.of(),
                false,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                List.of(new Money(micros, currency)),
                null);
    }

    @Test
    void whatIsNotSentAfterAllIsGivenBack() throws Exception {
        plane.policies.decideBy(_ -> {
            plane.audit.failing(true);
            return FakePolicies.allow(tokensPerDay(5_000));
        });
        assertThat(Plane.send(chat(true)).statusCode()).isEqualTo(503);
        Plane.await(() -> !plane.budgets.settled().isEmpty());
        assertThat(plane.budgets.settled()).containsExactly(0L);
        assertThat(plane.target.seen).isEmpty();
    }

    private static Obligations tokensPerDay(long most) {
        return new Obligations(List.of(), false, null, null, null, null, null, false, null, most, List.of(), null);
    }

    private static void toolsAre(Function<ToolFacts, Decision> rule) {
        plane.policies.decideBy(request -> request.command().kind() == Command.Kind.TOOL
                ? rule.apply(Objects.requireNonNull(request.command().tool()))
                : FakePolicies.allow(Obligations.NONE));
    }

    /// An answer of which the line is kept open while people decide.
    private record Answering(CompletableFuture<HttpResponse<InputStream>> head) {

        /// Reads the sign that the gateway waits, and gives the status.
        int awaitWaiting() throws Exception {
            HttpResponse<InputStream> response = head.get(60, TimeUnit.SECONDS);
            String sign = ": waiting\n\n";
            assertThat(new String(response.body().readNBytes(sign.length()), StandardCharsets.UTF_8))
                    .isEqualTo(sign);
            return response.statusCode();
        }

        /// What comes after that.
        String rest() throws Exception {
            try (InputStream body = head.get().body()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static Answering answering(HttpRequest.Builder request) {
        return new Answering(Plane.CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return Plane.CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder chat(boolean stream) {
        return plane.request("/c/openai/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-5\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    private static TestTarget.Answer words() {
        return events(List.of(chunk("{\"content\":\"hello\"}", "null"), chunk("{}", "\"stop\"")));
    }

    private static TestTarget.Answer call(String tool, String arguments, boolean streamed) {
        String calls = "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                + tool + "\",\"arguments\":" + JsonMapper.shared().writeValueAsString(arguments) + "}}]";
        return streamed
                ? events(List.of(chunk("{" + calls + "}", "null"), chunk("{}", "\"tool_calls\"")))
                : TestTarget.json(
                        200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,"
                                + "\"message\":{\"role\":\"assistant\",\"content\":null,"
                                + calls.replace("\"index\":0,\"id\"", "\"id\"")
                                + "},\"finish_reason\":\"tool_calls\"}]}");
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{"
                + "\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static TestTarget.Answer events(List<String> chunks) {
        return TestTarget.whole(
                200,
                "text/event-stream",
                (String.join("", chunks) + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
