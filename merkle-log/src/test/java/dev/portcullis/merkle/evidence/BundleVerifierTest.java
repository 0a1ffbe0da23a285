// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import static dev.portcullis.merkle.evidence.BundleOfTests.by;
import static dev.portcullis.merkle.evidence.BundleOfTests.files;
import static dev.portcullis.merkle.evidence.BundleOfTests.verify;
import static dev.portcullis.merkle.evidence.BundleOfTests.with;
import static dev.portcullis.merkle.evidence.BundleOfTests.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.WitnessKey;
import dev.portcullis.merkle.WitnessPolicy;
import dev.portcullis.merkle.evidence.BundleVerifier.Verdict;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bundle that nobody touched holds; whatever is altered in it is found, and named.
class BundleVerifierTest {

    @TempDir
    Path folder;

    private static BundleOfTests some() {
        return new BundleOfTests()
                .event("svc-policy", -3, "policy.changed", "\"documentVersion\":4", "\"entity\":{\"uid\":\"policy/p\"}")
                .event("s-1", 1, "session.started", "\"connection\":\"orders\"", by("agent"))
                .event("s-1", 1, "command.intent", "\"commandId\":\"c\"", by("agent"))
                .event("s-1", 1, "command.outcome", "\"ending\":\"COMPLETED\",\"masked\":[\"email hash\"]", by("agent"))
                .event("s-1", 2, "session.ended", "\"reason\":\"over\"", by("agent"));
    }

    private static void assertUnsound(Verdict verdict, String... words) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Unsound.class,
                        unsound -> assertThat(unsound.what()).contains(words));
    }

    @Test
    void findsAnUntouchedBundleSound() throws Exception {
        assertThat(verify(folder, some().bundle())).isInstanceOfSatisfying(Verdict.Sound.class, sound -> {
            assertThat(sound.header().events()).isEqualTo(5);
            assertThat(sound.header().requestedBy()).isEqualTo("the-auditor");
        });
        Assertions.assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> new BundleVerifier(BundleOfTests.KEY.verifier()).verify(folder.resolve("none")));
    }

    @Test
    void namesAnAlteredEventWhicheverItIs() throws Exception {
        byte[] bundle = some().bundle();
        for (int i = 0; i < 6; i++) {
            int at = i;
            byte[] bent = with(bundle, "events.ndjson", text -> {
                String[] lines = text.split("\n");
                String encoded = lines[at].replaceAll(".*\"event\":\"([^\"]*)\".*", "$1");
                String event = new String(Base64.getDecoder().decode(encoded), UTF_8);
                String changed = event.replaceFirst("\"class_uid\":6003", "\"class_uid\":6005");
                lines[at] = lines[at].replace(encoded, Base64.getEncoder().encodeToString(changed.getBytes(UTF_8)));
                return String.join("\n", lines) + "\n";
            });
            assertUnsound(verify(folder, bent), "event e-" + at + " at index " + at, "not the one that was logged");
        }
    }

    @Test
    void namesTheEventWhoseProofOrPlaceWasAltered() throws Exception {
        byte[] bundle = some().bundle();
        assertUnsound(
                verify(
                        folder,
                        with(
                                bundle,
                                "events.ndjson",
                                text -> text.replaceFirst("\"path\":\\[\"[^\"]*\",?", "\"path\":["))),
                "event e-0");
        assertUnsound(
                verify(folder, with(bundle, "events.ndjson", text -> text.replace("\"index\":2,", "\"index\":7,"))),
                "event e-2 at index 7");
        assertUnsound(
                verify(folder, with(bundle, "events.ndjson", text -> text.replace("\"id\":\"e-3\"", "\"id\":\"e-9\""))),
                "event e-9 at index 3");
    }

    @Test
    void namesTheEventWhoseSaltWasAlteredOrTakenOut() throws Exception {
        byte[] bundle = some().bundle();
        List<String> lines = files(bundle).get("events.ndjson").lines().toList();
        int salted = 0;
        for (int i = 0; i < lines.size(); i++) {
            String name = "\"id\":\"e-" + i + "\"";
            String other = ",\"salt\":\"" + "0".repeat(64) + "\"";
            String bare = lines.get(i).replaceFirst(",\"salt\":\"[0-9a-f]{64}\"", "");
            String with = bare.replace(name, name + other);
            salted += bare.equals(lines.get(i)) ? 0 : 1;
            for (String bent : bare.equals(lines.get(i)) ? List.of(with) : List.of(with, bare)) {
                String line = lines.get(i);
                assertUnsound(
                        verify(folder, with(bundle, "events.ndjson", text -> text.replace(line, bent))),
                        "event e-" + i + " at index " + i,
                        "not the one that was logged");
            }
        }
        assertThat(salted).isBetween(1, lines.size() - 1);
        assertUnsound(
                verify(
                        folder,
                        with(bundle, "events.ndjson", text -> text.replaceFirst("\"salt\":\"..", "\"salt\":\""))),
                "cannot be read");
    }

    @Test
    void missesAnEventThatWasLeftOutEverywhere() throws Exception {
        byte[] bundle = some().bundle();
        byte[] bent = with(bundle, "events.ndjson", text -> text.replaceFirst("(?m)^.*\"id\":\"e-2\".*\n", ""));
        assertUnsound(verify(folder, bent), "left out", "named 5 events", "these are 4");
        byte[] twice = with(bundle, "events.ndjson", text -> text.replaceFirst("(?m)^(.*\"id\":\"e-2\".*\n)", "$1$1"));
        assertUnsound(verify(folder, twice), "cited twice");
        byte[] without = with(bundle, "events.ndjson", text -> text.replaceFirst("(?m)^.*\"id\":\"e-5\".*\n", ""));
        assertUnsound(verify(folder, without), "does not record the request");
        assertUnsound(verify(folder, with(bundle, "events.ndjson", text -> "")), "no event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle.json", "tables.json", "controls.json", "report.html", "README.txt"})
    void namesEveryLineOfASummaryThatWasAltered(String file) throws Exception {
        byte[] bundle = some().bundle();
        List<String> lines = files(bundle).get(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                String[] bent = lines.toArray(String[]::new);
                bent[i] = lines.get(i).replaceFirst(".$", "~");
                Verdict verdict = verify(folder, with(bundle, file, _ -> String.join("\n", bent) + "\n"));
                assertUnsound(verdict, file);
            }
        }
        assertUnsound(verify(folder, with(bundle, file, text -> text + "more\n")), file, "more");
        assertUnsound(verify(folder, with(bundle, file, text -> text.substring(0, text.lastIndexOf('\n')))), "bundle");
    }

    @Test
    void saysThatABundleIsOfAnotherVersion() throws Exception {
        byte[] bundle = some().bundle();
        for (String version : List.of("1", "3")) {
            byte[] other = with(bundle, "bundle.json", text -> text.replace("\"v\": 2\n", "\"v\": " + version + "\n"));
            assertUnsound(verify(folder, other), "of version " + version, "knows version 2", "nothing was verified");
        }
        byte[] without = with(bundle, "bundle.json", text -> text.replace("\"v\": 2\n", ""));
        assertUnsound(verify(folder, without), "bundle.json does not say what the events say");
    }

    @Test
    void findsANumberChangedInATable() throws Exception {
        byte[] bent = with(
                some().bundle(), "tables.json", text -> text.replace("\"email hash\",\"1\"", "\"email hash\",\"2\""));
        assertUnsound(verify(folder, bent), "tables.json", "email hash");
    }

    @Test
    void believesNoOtherKeyAndNoOtherCheckpoint() throws Exception {
        byte[] bundle = some().bundle();
        Path file = Files.write(folder.resolve("b.zip"), bundle);
        assertUnsound(
                new BundleVerifier(SignerKey.generate("log.example/test").verifier()).verify(file), "not signed by");
        String other =
                files(new BundleOfTests().event("s-2", 1, "x", "", "").bundle()).get("checkpoint");
        assertUnsound(verify(folder, with(bundle, "checkpoint", _ -> other)), "event e-0");
    }

    @Test
    void goesFromTheKeyItHasToTheOneThatWasAnnouncedAndToNoOther() throws Exception {
        SignerKey next = SignerKey.generate("log.example/test");
        byte[] old = some().bundle();
        String text = files(old).get("checkpoint");
        String signed =
                next.sign(text.substring(0, text.lastIndexOf("\n\n") + 1)).note();
        byte[] bundle = with(old, "checkpoint", _ -> signed);
        assertUnsound(verify(folder, bundle), "not signed by");

        String announced = KeySuccession.announce(BundleOfTests.KEY, next).note();
        assertThat(verify(folder, with(bundle, "keys", _ -> announced))).isInstanceOf(Verdict.Sound.class);
        SignerKey other = SignerKey.generate("log.example/test");
        String foreign = KeySuccession.announce(other, next).note();
        assertUnsound(verify(folder, with(bundle, "keys", _ -> foreign)), "not signed by");
        String forged =
                announced.replace(next.verifier().vkey(), other.verifier().vkey());
        assertUnsound(verify(folder, with(bundle, "keys", _ -> forged)), "does not hold");
        // Whoever has the new key does not believe what the old one signs from then on.
        Path file = Files.write(folder.resolve("old.zip"), with(old, "keys", _ -> announced));
        assertUnsound(new BundleVerifier(next.verifier()).verify(file), "not signed by");
    }

    @Test
    void believesNoBundleThatNoWitnessSaw() throws Exception {
        WitnessKey witness = WitnessKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
        Path file = Files.write(folder.resolve("b.zip"), some().bundle());
        WitnessPolicy policy = new WitnessPolicy(List.of(witness), 1);
        assertUnsound(
                new BundleVerifier(LogKeys.of(BundleOfTests.KEY.verifier()), policy).verify(file),
                "missing: remora.n621.de");
    }

    @Test
    void takesNoRequestThatAnotherChainMade() throws Exception {
        BundleOfTests log = some();
        byte[] bundle = log.bundle();
        String request = new String(log.log.getLast(), UTF_8);
        assertThat(request).contains("\"correlation_uid\":\"svc-audit\"");
        CitedEvent forged = CitedEvent.of(5, request.replace("svc-audit", "s-1").getBytes(UTF_8), Salt.NONE);
        Assertions.assertThatThrownBy(() -> BundleHeader.of(
                        forged,
                        dev.portcullis.merkle.Checkpoint.open(
                                files(bundle).get("checkpoint"), BundleOfTests.KEY.verifier())))
                .hasMessageContaining("does not record the request");
    }

    @Test
    void refusesWhatIsNoBundle() throws Exception {
        byte[] bundle = some().bundle();
        assertUnsound(verify(folder, Arrays.copyOf(bundle, bundle.length - 30)), "not a whole bundle");
        assertUnsound(verify(folder, "no zip".getBytes(UTF_8)), "not a whole bundle");
        assertUnsound(verify(folder, with(bundle, "extra.html", _ -> "<p>")), "extra.html");
        Map<String, String> files = files(bundle);
        files.remove("report.html");
        assertUnsound(verify(folder, zip(files)), "report.html");
        assertUnsound(verify(folder, with(bundle, "events.ndjson", text -> "{}\n" + text)), "line 1 of events.ndjson");
        assertUnsound(verify(folder, with(bundle, "events.ndjson", text -> "x".repeat(5 << 20))), "too long");
    }
}
