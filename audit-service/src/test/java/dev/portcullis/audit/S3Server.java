// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A store that speaks S3 and checks signatures (S3Proxy over a folder), as a process of its own on loopback.
final class S3Server implements AutoCloseable {

    static final String BUCKET = "recordings";
    private static final String IDENTITY = "test-identity";
    private static final String SECRET = "canary-s3-secret";

    private final Path directory;
    private final int port = FreePort.find();
    private final S3Client admin;
    private Process process;

    private S3Server(Path directory) {
        this.directory = directory;
        this.admin = S3Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(IDENTITY, SECRET)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static S3Server start() throws IOException {
        Path directory = Files.createTempDirectory("s3");
        Files.createDirectories(directory.resolve("objects"));
        S3Server server = new S3Server(directory);
        Files.writeString(directory.resolve("s3proxy.properties"), """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.endpoint=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(
                        IDENTITY, SECRET, server.endpoint(), directory.resolve("objects")));
        server.resume();
        server.admin.createBucket(bucket -> bucket.bucket(BUCKET));
        return server;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    S3Client admin() {
        return admin;
    }

    /// The settings of a service that keeps its recordings here.
    ///
    /// @param secret what it takes for the secret key
    String[] settings(String prefix, String secret) throws IOException {
        return new String[] {
            "--portcullis.audit.objects.bucket=" + BUCKET,
            "--portcullis.audit.objects.prefix=" + prefix,
            "--portcullis.audit.objects.endpoint=" + endpoint(),
            "--portcullis.audit.objects.path-style=true",
            "--portcullis.audit.objects.timeout=20s",
            "--portcullis.audit.objects.access-key-file=" + secretFile("access", IDENTITY),
            "--portcullis.audit.objects.secret-key-file=" + secretFile("secret-" + prefix.replace('/', '-'), secret)
        };
    }

    String[] settings(String prefix) throws IOException {
        return settings(prefix, SECRET);
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content + "\n");
    }

    /// The keys under a prefix.
    List<String> keys(String prefix) {
        return admin.listObjectsV2(request -> request.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(object -> object.key())
                .toList();
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(120, TimeUnit.SECONDS);
    }

    void resume() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "s3", "s3proxy.jar").toString(),
                        "--properties",
                        directory.resolve("s3proxy.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("s3proxy.log").toFile())
                .start();
        Eventually.until("the object store listens", this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        admin.close();
        process.destroy();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException _) {
            // A folder of temporary files is left behind.
        }
    }
}
