// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `deploy/compose-rotate` tells Docker to do, and what it says when that goes wrong. That it does what it should
/// to a real installation is no question for here.
class RotationTest {
    private static final Map<String, String> DEMO = Map.of("COMPOSE_PROFILES", "demo");
    private static final String KEY = "example.com/log+01234567+AQID";

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("down"));
        Files.createDirectories(folder.resolve("audit"));
        program("docker", Files.readString(Path.of("src/test/resources/fake-docker")));
        Files.writeString(folder.resolve("audit/recordings.kek"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        Files.writeString(folder.resolve("audit/log.key"), "PRIVATE+KEY+" + KEY + "\n" + KEY + "\n");
        // An installation without the demonstration, unless a test says otherwise.
        Files.createFile(folder.resolve("down/orders-db"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"passwords", "clients", "certificates", "authority", "recordings", "signing", "log-next", "mask"
            })
    void goesThroughWithoutTheDemonstration(String what) throws Exception {
        Ended ended = rotate(Map.of(), what);
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(calls()).noneMatch(call -> call.contains("orders-roles") || call.contains("orders-db psql"));
        assertThat(calls()).anyMatch(call -> call.contains(" up --detach --force-recreate --no-deps"));
    }

    @Test
    void goesThroughWithTheDemonstration() throws Exception {
        Files.delete(folder.resolve("down/orders-db"));
        assertThat(rotate(DEMO, "passwords", "model").code()).isZero();
        assertThat(calls())
                .anyMatch(call -> call.contains("run --rm -T --no-deps orders-roles"))
                .anyMatch(call -> call.contains("orders-db psql"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwords", "certificates", "mask"})
    void touchesNothingOfADemonstrationThatIsNotNamed(String what) throws Exception {
        Files.delete(folder.resolve("down/orders-db"));
        Ended ended = rotate(Map.of(), what);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("COMPOSE_PROFILES=demo");
        assertThatNothingWasChanged();
    }

    @Test
    void hasNoSampleModelWithoutTheDemonstration() throws Exception {
        assertThat(rotate(Map.of(), "model").code()).isEqualTo(1);
        assertThatNothingWasChanged();
    }

    @Test
    void looksAtEveryWordBeforeItBegins() throws Exception {
        Ended ended = rotate(Map.of(), "passwords", "mistyped");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains("mistyped");
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"passwords,keycloak", "clients,gateway", "recordings,audit", "signing,audit", "log-next,audit"})
    void changesNothingWhereWhoMustKnowDoesNotRun(String what, String down) throws Exception {
        Files.createFile(folder.resolve("down").resolve(down));
        Ended ended = rotate(Map.of(), what);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains(down + " does not run", "Everything is as it was", "compose-rotate " + what);
        assertThatNothingWasChanged();
    }

    @Test
    void saysHowFarItCameAndWhatToDoAndGoesNoFurther() throws Exception {
        Ended ended = rotate(Map.of("FAIL", "run .*store-roles"), "passwords", "mask");
        assertThat(ended.code()).isNotZero();
        assertThat(ended.said())
                .contains("compose-rotate passwords did not finish: new passwords are in the files")
                .contains("When the cause is mended: deploy/compose-rotate passwords mask")
                .doesNotContain("Everything is as it was");
        assertThat(calls()).noneMatch(call -> call.contains("up --detach"));
        assertThat(rotate(Map.of(), "passwords", "mask").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "certificates,config --services,Everything is as it was",
        "certificates,run --rm,new certificates are in the files",
        "clients,bootstrap-admin,Keycloak may not know them",
        "clients,keycloak bash -s,Keycloak may not know them",
        "signing,run --rm,the gateway stands still",
        "mask,up --detach,may not have read it",
        "mask,Health,compose logs gateway",
        "log-next,Health,the log may have its next key"
    })
    void saysSoWhateverFails(String what, String failing, String said) throws Exception {
        Ended ended = rotate(Map.of("FAIL", failing), what);
        assertThat(ended.code()).isNotZero();
        assertThat(ended.said()).contains(said, "When the cause is mended: deploy/compose-rotate " + what);
    }

    @Test
    void beginsAnewWhereTheGatewayStandsStill() throws Exception {
        assertThat(rotate(Map.of("FAIL", "run --rm"), "signing").code()).isNotZero();
        assertThat(folder.resolve("down/gateway")).exists();
        assertThat(rotate(Map.of(), "signing").code()).isZero();
        assertThat(folder.resolve("down/gateway")).doesNotExist();
    }

    @Test
    void addsOneKeyToThoseThatWrapRecordings() throws Exception {
        assertThat(rotate(Map.of(), "recordings").code()).isZero();
        assertThat(folder.resolve("audit/recordings.kek")).content().hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo c2hvcnQ=", "exit 1", "head -c 20 /dev/zero | base64", "printf ''"})
    void takesNoHalfKeyForRecordings(String openssl) throws Exception {
        String before = Files.readString(folder.resolve("audit/recordings.kek"));
        program("openssl", "#!/bin/sh\n" + openssl + "\n");
        assertThat(rotate(Map.of(), "recordings").code()).isNotZero();
        assertThat(folder.resolve("audit/recordings.kek")).hasContent(before);
        assertThat(calls()).noneMatch(call -> call.contains("up --detach"));
    }

    @Test
    void makesOneNextKeyOfTheLogHoweverOftenItIsRun() throws Exception {
        assertThat(rotate(Map.of("FAIL", "up --detach"), "log-next").code()).isNotZero();
        String made = Files.readString(folder.resolve("audit/log.key"));
        assertThat(made).hasLineCount(4).startsWith("PRIVATE+KEY+" + KEY + "\n" + KEY + "\nPRIVATE+KEY+");
        assertThat(rotate(Map.of(), "log-next").said()).contains("none is made", "The next key: ");
        assertThat(folder.resolve("audit/log.key")).hasContent(made);
        assertThat(folder.resolve("audit/log.key.before")).hasContent("PRIVATE+KEY+" + KEY + "\n" + KEY + "\n");
    }

    @Test
    void takesNoHalfKeyForTheLog() throws Exception {
        String before = Files.readString(folder.resolve("audit/log.key"));
        program("openssl", "#!/bin/sh\nexit 1\n");
        assertThat(rotate(Map.of(), "log-next").code()).isNotZero();
        assertThat(folder.resolve("audit/log.key")).hasContent(before);
    }

    @Test
    void dropsTheOlderKeyOnceTheNextOneIsAnnounced() throws Exception {
        assertThat(rotate(Map.of(), "log-drop").said()).contains("no next key yet");
        assertThat(rotate(Map.of(), "log-next").code()).isZero();
        assertThat(rotate(Map.of(), "log-drop").said()).contains("has not announced");
        List<String> both = Files.readAllLines(folder.resolve("audit/log.key"));
        Files.createFile(folder.resolve("announced"));
        assertThat(rotate(Map.of(), "log-drop").code()).isZero();
        assertThat(folder.resolve("audit/log.key")).content().isEqualToIgnoringNewLines(both.get(2) + both.get(3));
        assertThat(folder.resolve("audit/log.key.before")).content().hasLineCount(4);
    }

    /// The file is on the audit service's own volume, and who has that service must not have the store.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x'; DROP SCHEMA audit CASCADE; --",
                "x\\! touch /tmp/x",
                "example.com/log+01234567+AQID' OR 'a' = 'a",
                ""
            })
    void handsNothingToTheStoreThatIsNoKey(String line) throws Exception {
        Files.createFile(folder.resolve("announced"));
        String key = "PRIVATE+KEY+" + KEY + "\n";
        Files.writeString(folder.resolve("audit/log.key"), key + KEY + "\n" + key + line + "\n");
        Ended ended = rotate(Map.of(), "log-drop");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("no public key");
        assertThat(calls()).noneMatch(call -> call.contains("psql"));
    }

    private void assertThatNothingWasChanged() throws IOException {
        assertThat(calls()).isNotEmpty().noneMatch(call -> call.matches("compose (run|up|stop|exec).*"));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private void program(String name, String text) throws IOException {
        Path file = folder.resolve("bin").resolve(name + ".new");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(file, folder.resolve("bin").resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private Ended rotate(Map<String, String> environment, String... what) throws Exception {
        Files.deleteIfExists(folder.resolve("calls"));
        ProcessBuilder builder = new ProcessBuilder("bash", "../deploy/compose-rotate").redirectErrorStream(true);
        builder.command().addAll(List.of(what));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("FAKE", folder.toString());
        variables.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        variables.put("PORTCULLIS_PATIENCE", "1");
        builder.environment().keySet().removeIf(name -> name.startsWith("COMPOSE_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }

    private record Ended(int code, String said) {}
}
