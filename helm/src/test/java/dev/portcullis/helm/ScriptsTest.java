// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts that run in pods, run here.
class ScriptsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        for (String each : new String[] {
            "mounts/tls",
            "mounts/authorities",
            "mounts/log-key",
            "mounts/signing-key",
            "mounts/recording-key",
            "mounts/object-key",
            "prepared"
        }) {
            Files.createDirectories(folder.resolve(each));
        }
    }

    @Test
    void makesATrustStoreOfAllAuthorities() throws Exception {
        authority("one", "mounts/tls/ca.crt");
        authority("two", "second.crt");
        Path bundle = folder.resolve("mounts/authorities/company.crt");
        Files.copy(folder.resolve("second.crt"), bundle);
        Files.writeString(bundle, "a remark\n", StandardOpenOption.APPEND);

        assertThat(prepare(Map.of())).isEqualTo(new Ended(0, ""));
        KeyStore store = trusted();
        assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("portcullis-1", "portcullis-2");
        assertThat(store.isCertificateEntry("portcullis-2")).isTrue();
    }

    @Test
    void trustsPublicAuthoritiesIfTold() throws Exception {
        authority("one", "mounts/tls/ca.crt");
        assertThat(prepare(Map.of("PORTCULLIS_PUBLIC_AUTHORITIES", "true")).code())
                .isZero();
        assertThat(Collections.list(trusted().aliases())).hasSizeGreaterThan(20).contains("portcullis-1");
    }

    @Test
    void goesNoFurtherWithoutAnAuthority() throws Exception {
        Files.writeString(folder.resolve("mounts/tls/ca.crt"), "");
        assertThat(prepare(Map.of())).satisfies(ended -> {
            assertThat(ended.code()).isNotZero();
            assertThat(ended.said()).contains("no certificate");
        });
    }

    @Test
    void goesNoFurtherWithABrokenAuthority() throws Exception {
        Files.writeString(
                folder.resolve("mounts/tls/ca.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(prepare(Map.of()).code()).isNotZero();
    }

    @Test
    void givesAServiceItsKeysAloneAndEachSeedOnce() throws Exception {
        authority("one", "mounts/tls/ca.crt");
        Ended made = run(Map.of(), "bash", "../deploy/log-key", "example.com/portcullis");
        Files.writeString(folder.resolve("mounts/log-key/log.key"), made.said());
        Files.writeString(folder.resolve("mounts/signing-key/gateway.key"), made.said());
        Files.writeString(folder.resolve("mounts/recording-key/recordings.kek"), "a key\n");
        Files.writeString(folder.resolve("mounts/object-key/access-key"), "an id");
        Files.writeString(folder.resolve("mounts/object-key/secret-key"), "a secret");
        Path version = Files.createDirectories(folder.resolve("mounts/seed/..2026"));
        Files.writeString(version.resolve("a.yaml"), "kind: Policy");
        Files.createSymbolicLink(folder.resolve("mounts/seed/..data"), Path.of("..2026"));
        Files.createSymbolicLink(folder.resolve("mounts/seed/a.yaml"), Path.of("..data/a.yaml"));

        assertThat(prepare(Map.of()).code()).isZero();
        // In a pod whose container starts again the script runs again.
        assertThat(prepare(Map.of()).code()).isZero();

        Path key = folder.resolve("prepared/log.key");
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("r--------"));
        Path signing = folder.resolve("prepared/gateway.key");
        assertThat(Files.getPosixFilePermissions(signing)).isEqualTo(PosixFilePermissions.fromString("r--------"));
        assertThat(signing).hasSameTextualContentAs(key);
        Path wrapping = folder.resolve("prepared/recordings.kek");
        assertThat(wrapping).hasContent("a key\n");
        assertThat(Files.getPosixFilePermissions(wrapping)).isEqualTo(PosixFilePermissions.fromString("r--------"));
        for (String bucket : new String[] {"prepared/access-key", "prepared/secret-key"}) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(bucket)))
                    .isEqualTo(PosixFilePermissions.fromString("r--------"));
        }
        assertThat(folder.resolve("prepared/secret-key")).hasContent("a secret");
        assertThat(SignerKey.parse(Files.readString(key)).verifier().name()).isEqualTo("example.com/portcullis");
        try (var files = Files.walk(folder.resolve("prepared/seed"))) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("prepared/seed/a.yaml"));
        }
    }

    @Test
    void makesNoKeyForALogWithoutAName() throws Exception {
        assertThat(run(Map.of(), "bash", "../deploy/log-key").code()).isNotZero();
        assertThat(run(Map.of(), "bash", "../deploy/log-key", "a+b").code()).isNotZero();
    }

    private void authority(String name, String file) throws Exception {
        Ended ended = run(
                Map.of(),
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                folder.resolve("key").toString(),
                "-out",
                folder.resolve(file).toString());
        assertThat(ended.code()).as(ended.said()).isZero();
    }

    private KeyStore trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        // As the virtual machine reads its trust store: without a password.
        try (InputStream in = Files.newInputStream(folder.resolve("prepared/trust.p12"))) {
            store.load(in, null);
        }
        return store;
    }

    private Ended prepare(Map<String, String> environment) throws Exception {
        return run(environment, "bash", Chart.FOLDER.resolve("files/prepare.sh").toString());
    }

    private Ended run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PORTCULLIS_MOUNTS", folder.resolve("mounts").toString());
        builder.environment()
                .put("PORTCULLIS_PREPARED", folder.resolve("prepared").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin:", (path, java) -> java + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }

    record Ended(int code, String said) {}
}
