// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.springframework.jdbc.core.JdbcTemplate;

/// Recordings at rest: sealed with keys that the database alone does not give.
class SealedRecordingsIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final String SEEN = "canary-5f1c";

    @AfterAll
    static void close() {
        BROKER.close();
    }

    @Test
    void keepsRecordingsReadableThroughARotationAndSealedInTheDatabase() throws IOException, NoteException {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        Chain chain = new Chain("sealed");
        try (AuditServer server = AuditServer.start(place)) {
            record(server, chain, 1);
            assertThat(replay(server, chain)).contains(SEEN);
            assertNothingInTheOpen(place.superuser());
        }
        String old = Files.readString(place.kekFile());
        String before = wrappedBy(place);

        Files.writeString(place.kekFile(), old + freshKey());
        try (AuditServer server = AuditServer.start(place)) {
            assertThat(wrappedBy(place)).isNotEqualTo(before);
            record(server, chain, 2);
            assertThat(replay(server, chain).lines()).hasSize(2).allMatch(line -> line.contains(SEEN));
        }
        String both = Files.readString(place.kekFile());

        // The old key is not needed any more, and the new one is.
        Files.writeString(place.kekFile(), both.substring(old.length()));
        try (AuditServer server = AuditServer.start(place)) {
            assertThat(replay(server, chain).lines()).hasSize(2).allMatch(line -> line.contains(SEEN));
            LogReader auditor = new LogReader(server);
            assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
        }
        Files.writeString(place.kekFile(), freshKey());
        assertThatThrownBy(() -> AuditServer.start(place)).hasStackTraceContaining("keys that are not in");
    }

    @Test
    void showsNothingUnderTheKeyOfAnotherSessionOrWithoutOne() {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        Chain chain = new Chain("exchanged");
        Chain other = new Chain("exchanged");
        try (AuditServer server = AuditServer.start(place)) {
            record(server, chain, 1);
            record(server, other, 1);
            JdbcTemplate superuser = place.superuser();
            superuser.update(
                    "UPDATE recording_key SET wrapped = (SELECT wrapped FROM recording_key WHERE session_id = ?)"
                            + " WHERE session_id = ?",
                    other.id,
                    chain.id);
            assertThat(replay(server, chain)).contains("no key unwraps").doesNotContain(SEEN);
            superuser.update("DELETE FROM recording_key WHERE session_id = ?", chain.id);
            assertThat(replay(server, chain)).contains("its key is missing").doesNotContain(SEEN);
            assertThat(replay(server, other)).contains(SEEN);
        }
    }

    @Test
    void givesTheServiceNoRightToChangeAKey() throws SQLException {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        try (AuditServer server = AuditServer.start(place)) {
            Chain chain = new Chain("rights");
            record(server, chain, 1);
            for (String change : List.of(
                    "UPDATE recording_key SET kek_id = 'x'", "DELETE FROM recording_key", "TRUNCATE recording_key")) {
                try (Connection app = place.connect("audit_app", AuditServer.APP_PASSWORD)) {
                    assertThatThrownBy(() -> app.createStatement().execute(change))
                            .isInstanceOfSatisfying(
                                    PSQLException.class,
                                    refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
                }
            }
            assertThat(replay(server, chain)).contains(SEEN);
        }
    }

    private static void record(AuditServer server, Chain chain, int number) {
        try (Gateway gateway = new Gateway(BROKER)) {
            gateway.record(chain.id, chain.id.substring(3) + "." + number, number, "{\"v\":[\"" + SEEN + "\"]}\n");
        }
        Eventually.until(
                "it is stored",
                () -> server.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM recording_chunk WHERE session_id = ? AND number = ?",
                                        Integer.class,
                                        chain.id,
                                        number)
                        == 1);
    }

    private static String replay(AuditServer server, Chain chain) {
        return server.get("/v1/sessions/" + chain.id + "/recording", "auditor").body();
    }

    private static String wrappedBy(AuditServer.Place place) {
        return place.superuser().queryForObject("SELECT DISTINCT kek_id FROM recording_key", String.class);
    }

    // The chunk is a gzip, which begins alike each time.
    private static void assertNothingInTheOpen(JdbcTemplate superuser) {
        List<byte[]> stored = superuser.queryForList("SELECT bytes FROM recording_object", byte[].class);
        assertThat(stored).isNotEmpty().allSatisfy(bytes -> {
            assertThat(bytes[0]).isEqualTo((byte) 1);
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("\u001f\u008b", SEEN);
        });
    }

    private static String freshKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key) + "\n";
    }
}
