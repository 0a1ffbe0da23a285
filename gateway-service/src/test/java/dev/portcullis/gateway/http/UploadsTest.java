// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.Limits;
import dev.portcullis.contracts.connection.HttpTarget.Uploads;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.access.SessionAudit.Outcome;
import dev.portcullis.gateway.postgres.FakePolicies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Bodies that are larger than what is read, from the caller to the target.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class UploadsTest {
    private static final int READ = 10_000;
    private static final int LARGEST = 4 << 20;
    private static final byte[] BODY = body(1 << 20);

    @TempDir
    static Path directory;

    private static Plane plane;

    /// One, so that all requests of a test are of one session.
    private static String token = "";

    private final UploadTarget target = new UploadTarget();
    private final List<HttpFacts> judged = new CopyOnWriteArrayList<>();

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
        token = plane.token();
        policy(FakePolicies.allow(Obligations.NONE));
        register(60, new Uploads(LARGEST, 60, 2));
    }

    @AfterEach
    void close() throws IOException {
        target.close();
    }

    @Test
    void passesWhatIsLargerThanWhatIsReadWhereNothingHasToLookIntoIt() throws Exception {
        HttpResponse<String> response = Plane.send(put(declared(BODY)));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("ok");
        UploadTarget.Upload upload = target.seen.getFirst();
        assertThat(upload.head)
                .contains("content-length: " + BODY.length, "authorization: bearer " + Plane.CANARY)
                .doesNotContain("transfer-encoding");
        assertThat(upload.sha256).isEqualTo(sha256(BODY));
        HttpFacts facts = judged.getFirst();
        assertThat(facts.unread()).isTrue();
        assertThat(facts.protectedFiles()).isNull();
        assertThat(facts.bodyBytes()).isEqualTo(BODY.length);
        Outcome outcome = outcome();
        assertThat(outcome.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(Objects.requireNonNull(outcome.upload()).bytes()).isEqualTo(BODY.length);
        assertThat(outcome.upload().sha256()).isEqualTo(sha256(BODY));
        assertThat(plane.audit.recorded().toString()).contains("not recorded", sha256(BODY), "ok");
    }

    @Test
    void passesWhatDoesNotSayHowLongItIs() throws Exception {
        assertThat(Plane.send(put(undeclared(BODY))).statusCode()).isEqualTo(201);

        assertThat(target.seen.getFirst().head).contains("transfer-encoding: chunked");
        assertThat(target.seen.getFirst().sha256).isEqualTo(sha256(BODY));
        assertThat(judged.getFirst().unread()).isTrue();
        assertThat(judged.getFirst().bodyBytes()).isEqualTo(HttpFacts.UNKNOWN_SIZE);
        assertThat(Objects.requireNonNull(outcome().upload()).sha256()).isEqualTo(sha256(BODY));
    }

    /// What can be read is read, however it comes.
    @Test
    void readsWhatIsNotLarger() throws Exception {
        byte[] small = body(READ);
        assertThat(Plane.send(put(undeclared(small))).statusCode()).isEqualTo(201);
        assertThat(Plane.send(put(declared(small))).statusCode()).isEqualTo(201);
        assertThat(Plane.send(request()).statusCode()).isEqualTo(201);

        assertThat(judged).hasSizeGreaterThanOrEqualTo(1).noneMatch(HttpFacts::unread);
        assertThat(target.seen).hasSize(3);
        assertThat(target.seen.getFirst().sha256).isEqualTo(sha256(small));
        await(() -> plane.audit.outcomes().size() == 3);
        assertThat(plane.audit.outcomes()).allMatch(outcome -> outcome.upload() == null);
        assertThat(plane.audit.recorded().toString()).contains(new String(small, StandardCharsets.US_ASCII));
    }

    /// A rule that cannot be evaluated without the body takes its strictest reading.
    @Test
    void refusesWhatARuleWouldHaveToLookInto() throws Exception {
        policy(decision(Decision.Outcome.DENY, new Decision.Reason("p", 1, "no-secrets", "deny", "", false, true)));
        assertRefused(Plane.send(put(declared(BODY))), 413, "larger than 10000 bytes", "the policy p/no-secrets");
        assertRefused(Plane.send(put(undeclared(BODY))), 413, "the policy p/no-secrets");

        policy(decision(
                Decision.Outcome.DENY,
                new Decision.Reason("p", 1, "small-only", "allow", "", false, true),
                new Decision.Reason("", 0, "", "deny", "No rule allows this.", false, false)));
        assertRefused(Plane.send(put(undeclared(BODY))), 413, "the policy p/small-only");

        policy(FakePolicies.deny("Nobody uploads here."));
        assertRefused(Plane.send(put(declared(BODY))), 403, "Nobody uploads here.");
        policy(decision(
                Decision.Outcome.DENY,
                new Decision.Reason("p", 1, "no-secrets", "deny", "", false, true),
                new Decision.Reason("p", 1, "nobody", "deny", "Nobody uploads here.", false, false)));
        assertRefused(Plane.send(put(declared(BODY))), 403, "Nobody uploads here.");
        assertThat(plane.audit.events().toString()).contains("BodyNeeded", "NotPermitted");
    }

    @Test
    void refusesWhatPeopleMasksAndRecordingsWouldHaveToLookInto() throws Exception {
        policy(FakePolicies.hold(Obligations.NONE));
        assertRefused(Plane.send(put(declared(BODY))), 413, "people who would have to approve it");
        assertRefused(
                Plane.send(put(declared(BODY)).header("Prefer", "respond-async")),
                413,
                "people who would have to approve it");
        policy(FakePolicies.allow(
                new Obligations(List.of(new Obligations.Mask(null, "secrets", "redact", null)), false, null)));
        assertRefused(Plane.send(put(declared(BODY))), 413, "a mask");
        policy(FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        assertRefused(Plane.send(put(declared(BODY))), 413, "a recording that leaves nothing out");
        policy(FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.MARK)));
        assertRefused(Plane.send(put(declared(BODY)).header("Content-Encoding", "gzip")), 413, "Content-Encoding");
        assertThat(plane.audit.outcomes()).isEmpty();

        assertThat(Plane.send(put(declared(BODY))).statusCode()).isEqualTo(201);
    }

    @Test
    void sendsNothingWhilePolicyOrAuditAreAway() throws Exception {
        assertThat(Plane.send(request()).statusCode()).isEqualTo(201);
        target.seen.clear();
        plane.policies.down(true);
        assertRefused(Plane.send(put(declared(BODY))), 503, "policy service");
        plane.policies.down(false);
        plane.audit.failing(true);
        assertRefused(Plane.send(put(undeclared(BODY))), 503, "audit trail");
        plane.audit.failing(false);
        assertThat(Plane.send(put(declared(BODY))).statusCode()).isEqualTo(201);
    }

    @Test
    void takesNoLargerBodiesWhereTheConnectionDoesNotSaySo() throws Exception {
        register(60, null);
        assertRefused(Plane.send(put(declared(BODY))), 413, "larger than 10000 bytes");
        assertRefused(Plane.send(put(undeclared(BODY))), 413, "larger than 10000 bytes");
        register(60, new Uploads(LARGEST, 60, 2));
        assertRefused(Plane.send(put(declared(body(LARGEST + 1)))), 413, "larger than " + LARGEST + " bytes");
        assertThat(judged).isEmpty();
        assertThat(Plane.send(put(declared(body(LARGEST)))).statusCode()).isEqualTo(201);
    }

    @Test
    void breaksOffWhatTurnsOutToBeTooLarge() throws Exception {
        try (Socket socket = open("Transfer-Encoding: chunked")) {
            byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int sent = 0; sent <= LARGEST; sent += 65_536) {
                    socket.getOutputStream().write(chunk);
                }
            } catch (IOException _) {
                // It said no before it had taken all.
            }
            Outcome outcome = outcome();
            assertThat(outcome.ending()).isEqualTo(Ending.FAILED);
            assertThat(outcome.errorCode()).isEqualTo("too-large");
            assertThat(Objects.requireNonNull(outcome.upload()).bytes())
                    .isPositive()
                    .isLessThanOrEqualTo(LARGEST);
            assertThat(outcome.upload().sha256()).isEmpty();
        }
        assertBrokenOff();
    }

    @Test
    void breaksOffWhatStandsStill() throws Exception {
        register(5, new Uploads(LARGEST, 60, 2));
        try (Socket socket = open("Content-Length: " + BODY.length)) {
            socket.getOutputStream().write(BODY, 0, 50_000);
            await(() -> !target.seen.isEmpty() && target.seen.getFirst().bytes.get() > 0);
            assertThat(status(socket)).isEqualTo("HTTP/1.1 400");
        }
        assertThat(outcome().errorCode()).isEqualTo("not-understood");
        assertBrokenOff();
    }

    @Test
    void breaksOffWhatTakesTooLong() throws Exception {
        register(60, new Uploads(LARGEST, 5, 2));
        try (Socket socket = open("Content-Length: " + BODY.length)) {
            socket.getOutputStream().write(BODY, 0, 50_000);
            await(() -> !target.seen.isEmpty() && target.seen.getFirst().bytes.get() > 0);
            assertThat(status(socket)).isEqualTo("HTTP/1.1 400");
        }
        assertThat(outcome().errorCode()).isEqualTo("not-understood");
        assertBrokenOff();
    }

    @Test
    void tellsTheTargetWhenTheCallerLeavesInTheMiddle() throws Exception {
        try (Socket socket = open("Content-Length: " + BODY.length)) {
            socket.getOutputStream().write(BODY, 0, 50_000);
            await(() -> !target.seen.isEmpty() && target.seen.getFirst().bytes.get() > 0);
        }
        Outcome outcome = outcome();
        assertThat(outcome.ending()).isEqualTo(Ending.CLIENT_LOST);
        assertThat(Objects.requireNonNull(outcome.upload()).bytes())
                .isPositive()
                .isLessThanOrEqualTo(50_000);
        assertThat(outcome.upload().sha256()).isEmpty();
        assertBrokenOff();
    }

    @Test
    void asksForABodyOnlyOnceItIsAllowed() throws Exception {
        String head = "Expect: 100-continue\r\nContent-Length: " + BODY.length;
        policy(FakePolicies.deny("Nobody uploads here."));
        try (Socket socket = open(head)) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 403");
        }
        policy(FakePolicies.allow(Obligations.NONE));
        try (Socket socket = open(head)) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write(BODY);
            assertThat(outcome().ending()).isEqualTo(Ending.COMPLETED);
        }
        assertThat(target.seen.getFirst().sha256).isEqualTo(sha256(BODY));
    }

    @Test
    void boundsHowManyAreUnderWay() throws Exception {
        register(60, new Uploads(LARGEST, 60, 1));
        try (Socket socket = open("Content-Length: " + BODY.length)) {
            socket.getOutputStream().write(BODY, 0, 50_000);
            await(() -> !target.seen.isEmpty());
            HttpResponse<String> second = Plane.send(put(declared(BODY)));
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(target.seen).hasSize(1);
            socket.getOutputStream().write(BODY, 50_000, BODY.length - 50_000);
            outcome();
        }
        await(() -> Plane.send(put(declared(BODY))).statusCode() == 201);
    }

    /// What the target does not take is not taken from the caller either. A slow machine makes this weaker, never red.
    @Test
    void holdsNoMoreThanSomePiecesOfABody() throws Exception {
        int size = 160 << 20;
        register(60, new Uploads(size, 600, 1));
        CountDownLatch gate = new CountDownLatch(1);
        target.readsBehind(gate);
        ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), plane.uri("/").getPort()))) {
            channel.write(ByteBuffer.wrap(head("Content-Length: " + size)));
            channel.configureBlocking(false);
            long written = 0;
            long last = System.nanoTime();
            while (written < size
                    && System.nanoTime() - last < Duration.ofSeconds(2).toNanos()) {
                piece.position(0).limit((int) Math.min(piece.capacity(), size - written));
                int taken = channel.write(piece);
                if (taken > 0) {
                    written += taken;
                    last = System.nanoTime();
                } else {
                    Thread.sleep(10);
                }
            }
            // Socket buffers of three connections, and what is on its way between them.
            assertThat(written).isLessThan(80 << 20);

            gate.countDown();
            channel.configureBlocking(true);
            while (written < size) {
                piece.position(0).limit((int) Math.min(piece.capacity(), size - written));
                written += channel.write(piece);
            }
            assertThat(outcome().ending()).isEqualTo(Ending.COMPLETED);
        }
        assertThat(target.seen.getFirst().bytes.get()).isEqualTo(size);
    }

    private void policy(Decision decision) {
        plane.policies.decideBy(request -> {
            judged.add(Objects.requireNonNull(request.command().http()));
            return decision;
        });
    }

    private static Decision decision(Decision.Outcome outcome, Decision.Reason... reasons) {
        return new Decision(
                outcome, List.of(reasons), Obligations.NONE, null, 0, 1, new Decision.CacheTerms(false, List.of()));
    }

    private void register(int answerSeconds, @Nullable Uploads uploads) {
        Limits limits = new Limits(READ, 100_000, answerSeconds, 100, 4, uploads);
        plane.register(
                "files",
                new HttpTarget("", false, Api.GENERIC, Plane.bearer(), true, List.of(), limits),
                target.port(),
                new Connection.Tls("", ""));
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(plane.uri("/c/files/a")).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder put(HttpRequest.BodyPublisher body) {
        return request().PUT(body);
    }

    private static HttpRequest.BodyPublisher declared(byte[] body) {
        return HttpRequest.BodyPublishers.ofByteArray(body);
    }

    private static HttpRequest.BodyPublisher undeclared(byte[] body) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private static Socket open(String framing) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), plane.uri("/").getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(head(framing));
        return socket;
    }

    private static byte[] head(String framing) {
        return ("PUT /c/files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n" + framing + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    private void assertRefused(HttpResponse<String> response, int status, String... words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
        assertThat(target.seen).isEmpty();
    }

    /// The gateway knows before the target does.
    private void assertBrokenOff() throws Exception {
        await(() -> !target.seen.isEmpty());
        UploadTarget.Upload upload = target.seen.getFirst();
        assertThat(upload.over.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(upload.whole).isFalse();
    }

    private static Outcome outcome() throws Exception {
        await(() -> !plane.audit.outcomes().isEmpty());
        return plane.audit.outcomes().getFirst();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }
}
