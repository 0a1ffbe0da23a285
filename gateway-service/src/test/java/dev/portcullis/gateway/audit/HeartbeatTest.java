// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the gateway says of its sessions, against what it wrote of them.
class HeartbeatTest {
    private static final Connection CONNECTION = AuditHarness.connection();

    @TempDir
    Path directory;

    @Test
    void namesEachSessionWithItsLastEventAndOnceHowItEnded() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit open = begin(audit, "s1");
            SessionAudit over = begin(audit, "s2");
            over.ended("done");
            audit.awaitWritten();
            audit.log.beat(false);
            open.refused("what", new Refusal.Cancelled());
            audit.awaitWritten();
            audit.log.beat(false);
            List<HeartbeatStatement> said = statements(audit);
            Map<String, List<String>> events = digests(audit);

            HeartbeatStatement both = said.stream()
                    .filter(one -> one.chains().size() == 2)
                    .findFirst()
                    .orElseThrow();
            assertThat(both.chains())
                    .containsExactlyInAnyOrder(
                            new Kept("s1", 1, Digest.fromHex(events.get("s1").getFirst()), false),
                            new Kept("s2", 2, Digest.fromHex(events.get("s2").get(1)), true));
            HeartbeatStatement after = said.get(said.indexOf(both) + 1);
            assertThat(after.chains()).extracting(Kept::chain).containsExactly("s1");
            assertThat(said.getLast().last()).isTrue();
            assertThat(said.subList(0, said.size() - 1)).noneMatch(HeartbeatStatement::last);
            assertThat(said).extracting(HeartbeatStatement::gateway).containsOnly("gw-1");
        }
    }

    @Test
    void namesNothingThatWasNotWritten() throws Exception {
        try (AuditHarness audit = AuditHarness.beating(directory, Duration.ofMillis(100))) {
            for (int i = 0; i < 50; i++) {
                SessionAudit session = begin(audit, "s" + i);
                if (i % 3 != 0) {
                    session.ended("done");
                }
                if (i % 10 == 9) {
                    // So that each beat has sessions to name, and the next ones begin behind one.
                    int before = audit.history("gateway.heartbeat").size();
                    AuditHarness.await(() -> audit.history("gateway.heartbeat").size() > before);
                }
            }
            List<HeartbeatStatement> said = statements(audit);
            Map<String, List<String>> events = digests(audit);
            assertThat(said).hasSizeGreaterThan(3);
            for (HeartbeatStatement one : said) {
                for (Kept kept : one.chains()) {
                    assertThat(events.get(kept.chain()).get((int) kept.seq() - 1))
                            .isEqualTo(kept.head().hex());
                }
            }
            // Each session that began was named, and each that ended as one that has.
            Set<Kept> named =
                    said.stream().flatMap(one -> one.chains().stream()).collect(Collectors.toSet());
            assertThat(named.stream().map(Kept::chain).distinct()).hasSize(50);
            assertThat(named.stream().filter(Kept::ended).map(Kept::chain))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50)
                            .filter(i -> i % 3 != 0)
                            .mapToObj(i -> "s" + i)
                            .toList());
            assertThat(named.stream().filter(Kept::ended)).allMatch(kept -> kept.seq() == 2);
        }
    }

    @Test
    void saysOfASessionThatNeverBeganNothing() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            audit.session("s1", CONNECTION);
            audit.log.beat(false);
            assertThat(statements(audit)).allMatch(one -> one.chains().isEmpty());
        }
    }

    @Test
    void endsASessionThatBeganAndNothingElse() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            audit.session("s1", CONNECTION).ended("its start was not recorded in time");
            begin(audit, "s2").ended("done");
            audit.awaitWritten();
            audit.log.beat(false);
            assertThat(audit.chain("s1")).isEmpty();
            assertThat(statements(audit).stream().flatMap(one -> one.chains().stream()))
                    .extracting(Kept::chain)
                    .containsOnly("s2");
        }
    }

    @Test
    void takesAsManyPartsAsItNeeds() throws Exception {
        List<Kept> many = IntStream.range(0, 2 * HeartbeatStatement.MOST_CHAINS + 1)
                .mapToObj(i -> new Kept("s" + i, i + 1, Digest.ZERO, false))
                .toList();
        Heartbeats heartbeats = new Heartbeats(AuditHarness.KEY, "gw-1", _ -> {});
        var place = new HeartbeatStatement.Place("gw-1-1", 1, Digest.ZERO, 1);
        List<Kept> named = new ArrayList<>();
        List<Draft> drafts = heartbeats.beat(many, false);
        for (Draft draft : drafts) {
            JsonBuffer out = new JsonBuffer();
            out.open();
            draft.details().accept(out, () -> place);
            out.close();
            HeartbeatStatement part = open(
                    AuditHarness.JSON.readTree(out.copy()).path("statement").asString());
            assertThat(part.parts()).isEqualTo(3);
            assertThat(part.part()).isEqualTo(drafts.indexOf(draft) + 1);
            named.addAll(part.chains());
        }
        assertThat(named).isEqualTo(many);
        assertThat(heartbeats.beat(List.of(), true)).hasSize(1);
    }

    @Test
    void isGoodForItsOwnPlaceOnly() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            audit.log.beat(false);
            for (JsonNode event : audit.events("gw-")) {
                if (event.at("/unmapped/portcullis/kind").asString().equals("gateway.heartbeat")) {
                    HeartbeatStatement.Place place = open(event.at("/unmapped/portcullis/statement")
                                    .asString())
                            .place();
                    assertThat(place)
                            .isEqualTo(new HeartbeatStatement.Place(
                                    event.at("/metadata/correlation_uid").asString(),
                                    event.at("/metadata/sequence").asLong(),
                                    Digest.fromHex(event.at("/unmapped/portcullis/prev")
                                            .asString()),
                                    event.path("time").asLong()));
                    assertThat(event.path("type_uid").asInt()).isEqualTo(600299);
                    assertThat(event.path("app").path("name").asString()).isEqualTo("portcullis-gateway");
                }
            }
        }
    }

    @Test
    void aKeyThatDoesNotSpeakForTheGatewayStopsTheStart() {
        assertThatThrownBy(() -> new Heartbeats(SignerKey.generate("other"), "gw-1", _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not speak for the gateway gw-1");
    }

    @Test
    void aKeyThatIsNotThereOrOthersMayReadOrThatIsNoneStopsTheStart() throws IOException {
        SigningKeyFile file = new SigningKeyFile();
        Path key = directory.resolve("signing.key");
        HeartbeatProperties properties = new HeartbeatProperties(key, Duration.ofSeconds(30));
        assertThatThrownBy(() -> file.signingKey(properties)).hasMessageContaining("deploy/log-key");
        Files.writeString(key, AuditHarness.KEY.secretText());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> file.signingKey(properties)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        assertThat(file.signingKey(properties).verifier().vkey())
                .isEqualTo(AuditHarness.KEY.verifier().vkey());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(key, "no key");
        assertThatThrownBy(() -> file.signingKey(properties)).hasMessageContaining("no usable signing key");
    }

    private static SessionAudit begin(AuditHarness audit, String id) {
        SessionAudit session = audit.session(id, CONNECTION);
        AuditHarness.durable(durable -> session.started(AuditHarness.decision(Decision.Outcome.ALLOW), durable))
                .join();
        return session;
    }

    private static List<HeartbeatStatement> statements(AuditHarness audit) throws IOException, NoteException {
        List<HeartbeatStatement> statements = new ArrayList<>();
        for (JsonNode event : audit.events("gw-")) {
            String note = event.at("/unmapped/portcullis/statement").asString("");
            if (!note.isEmpty()) {
                statements.add(open(note));
            }
        }
        return statements;
    }

    private static HeartbeatStatement open(String note) throws NoteException {
        return HeartbeatStatement.open(note, List.of(AuditHarness.KEY.verifier()));
    }

    private static Map<String, List<String>> digests(AuditHarness audit) throws IOException {
        Map<String, List<String>> digests = new HashMap<>();
        for (String event : audit.chain("s")) {
            digests.computeIfAbsent(
                            AuditHarness.JSON
                                    .readTree(event)
                                    .at("/metadata/correlation_uid")
                                    .asString(),
                            _ -> new ArrayList<>())
                    .add(Digest.sha256(event.getBytes(StandardCharsets.UTF_8)).hex());
        }
        return digests;
    }
}
