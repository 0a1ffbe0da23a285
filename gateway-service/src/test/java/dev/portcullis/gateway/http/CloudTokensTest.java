// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse.Kind;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of Google and of Microsoft Entra ID, from an endpoint that looks at what it is shown as theirs do.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CloudTokensTest {
    private static final String EMAIL = "gateway@project.iam.gserviceaccount.com";
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String CLIENT = "11111111-2222-3333-4444-555555555555";

    @TempDir
    static Path directory;

    private static Plane plane;
    private static KeyPair google;

    private final AtomicInteger issued = new AtomicInteger();
    private volatile Door door = _ -> "nobody is known here";
    private volatile int seconds = 3_600;

    /// Why somebody gets no token; empty for who gets one.
    private interface Door {
        String complaint(Map<String, String> form) throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        plane = new Plane(directory);
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        google = rsa.generateKeyPair();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void reset() {
        plane.reset();
        plane.target.answers(exchange -> {
            if (!exchange.getRequestURI().getPath().equals("/token")) {
                String shown = exchange.getRequestHeaders().getFirst("Authorization");
                TestTarget.json(200, "{\"shown\":\"" + shown + "\"}").to(exchange);
                return;
            }
            String complaint;
            try {
                complaint = door.complaint(form(plane.target.seen.getLast().body()));
            } catch (Exception e) {
                complaint = e.toString();
            }
            String token = "canary-issued-token-" + issued.incrementAndGet();
            TestTarget.json(
                            complaint.isEmpty() ? 200 : 400,
                            complaint.isEmpty()
                                    ? "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                                            + seconds + "}"
                                    : "{\"error\":\"invalid_grant\",\"error_description\":\"" + complaint + "\"}")
                    .to(exchange);
        });
    }

    @Test
    void googleGivesATokenForWhatTheServiceAccountHasSigned() throws Exception {
        door = form -> googles(form, google);
        google(keyFile(google, "service_account"), SCOPE);

        HttpResponse<String> answer = Plane.send(plane.request("/c/api/v1/models"));

        assertThat(answer.statusCode()).as(plane.target.seen.toString()).isEqualTo(200);
        assertThat(answer.body()).contains("*****").doesNotContain("canary");
        assertThat(plane.target.seen).extracting(TestTarget.Seen::uri).containsExactly("/token", "/v1/models");
        assertThat(plane.target.seen.getFirst().headers().get("Authorization")).isNull();
        assertThat(plane.target.seen.getLast().headers().get("Authorization"))
                .containsExactly("Bearer canary-issued-token-1");

        Plane.send(plane.request("/c/api/v1/models"));
        assertThat(issued).hasValue(1);
    }

    @Test
    void nothingIsSentWithoutAToken() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPair other = rsa.generateKeyPair();
        door = form -> googles(form, google);
        google(keyFile(other, "service_account"), SCOPE);
        assertRefused(Plane.send(plane.request("/c/api/x")));
        google(keyFile(google, "service_account"), "https://www.googleapis.com/auth/everything");
        assertRefused(Plane.send(plane.request("/c/api/x")));
        assertThat(plane.target.seen).extracting(TestTarget.Seen::uri).containsOnly("/token");

        google(keyFile(google, "service_account"), SCOPE);
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary-no-json",
                "{\"type\":\"authorized_user\",\"client_email\":\"a@b\",\"private_key\":\"canary\"}",
                "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"canary\"}",
                "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":"
                        + "\"-----BEGIN PRIVATE KEY-----\\nY2FuYXJ5\\n-----END PRIVATE KEY-----\"}",
                "{\"type\":\"service_account\",\"private_key\":\"canary\"}"
            })
    void nobodyIsAskedForATokenWithAKeyFileThatIsNone(String text) throws Exception {
        door = _ -> "";
        google(file("bad.json", text), SCOPE);

        assertRefused(Plane.send(plane.request("/c/api/x")));
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void manyRequestsAskForOneToken() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        door = _ -> {
            all.await();
            return "";
        };
        google(keyFile(google, "service_account"), SCOPE);
        String token = plane.token();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(Plane.CLIENT.sendAsync(
                    HttpRequest.newBuilder(plane.uri("/c/api/x"))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        Thread.sleep(300);
        all.countDown();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(issued).hasValue(1);
    }

    /// Whatever was begun later than that is under another one: a request that is under way when it expires would be
    /// refused.
    @Test
    void anotherTokenIsAskedForBeforeTheOneThereIsExpires() throws Exception {
        door = _ -> "";
        seconds = 3;
        google(keyFile(google, "service_account"), SCOPE);
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
        long gotten = System.nanoTime();
        long begun = gotten;
        while (true) {
            long begins = System.nanoTime();
            assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
            if (!"Bearer canary-issued-token-1"
                    .equals(plane.target.seen.getLast().headers().getFirst("Authorization"))) {
                break;
            }
            begun = begins;
            Thread.sleep(20);
        }
        assertThat(plane.target.seen.getLast().headers().getFirst("Authorization"))
                .isEqualTo("Bearer canary-issued-token-2");
        assertThat(Duration.ofNanos(begun - gotten)).isLessThan(Duration.ofMillis(2_700));
    }

    /// As with a client secret of Entra ID: the same as everywhere, with a scope that ends in `.default`.
    @Test
    void entraGivesATokenForAClientsSecret() throws Exception {
        door = form -> form.equals(Map.of("grant_type", "client_credentials", "scope", "https://ai.azure.com/.default"))
                ? ""
                : form.toString();
        plane.register(
                "api",
                http(Kind.CLIENT_CREDENTIALS, "https://ai.azure.com/.default"),
                plane.target.port(),
                new Connection.Tls("", ""),
                new Connection.Credential(CLIENT, "file:" + file("secret", "a+b/c~")));

        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
        assertThat(plane.target.seen.getFirst().headers().getFirst("Authorization"))
                .isEqualTo("Basic "
                        + Base64.getEncoder()
                                .encodeToString((CLIENT + ":a%2Bb%2Fc%7E").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void entraGivesATokenForWhatAClientHasSignedForItsCertificate(boolean rsa) throws Exception {
        X509Bundle client = certificate(rsa);
        door = form -> entras(form, client, rsa);
        asserted(client.getPrivateKeyPEM() + client.getCertificatePEM());

        HttpResponse<String> answer = Plane.send(plane.request("/c/api/x"));
        assertThat(answer.statusCode()).as(plane.target.seen.toString()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("canary");
        assertThat(plane.target.seen.getFirst().headers().get("Authorization")).isNull();

        X509Bundle stranger = certificate(rsa);
        plane.target.seen.clear();
        asserted(stranger.getPrivateKeyPEM() + client.getCertificatePEM());
        assertRefused(Plane.send(plane.request("/c/api/x")));
        assertThat(plane.target.seen).extracting(TestTarget.Seen::uri).containsExactly("/token");

        plane.target.seen.clear();
        asserted(client.getPrivateKeyPEM());
        assertRefused(Plane.send(plane.request("/c/api/x")));
        asserted(client.getCertificatePEM());
        assertRefused(Plane.send(plane.request("/c/api/x")));
        assertThat(plane.target.seen).isEmpty();
    }

    private static String googles(Map<String, String> form, KeyPair known) throws Exception {
        SignedJWT jwt = SignedJWT.parse(form.getOrDefault("assertion", ""));
        var claims = jwt.getJWTClaimsSet();
        boolean right = form.get("grant_type").equals("urn:ietf:params:oauth:grant-type:jwt-bearer")
                && jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
                && "key-1".equals(jwt.getHeader().getKeyID())
                && jwt.verify(new RSASSAVerifier((RSAPublicKey) known.getPublic()))
                && EMAIL.equals(claims.getIssuer())
                && claims.getSubject() == null
                && SCOPE.equals(claims.getStringClaim("scope"))
                && isOfNow(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                && claims.getAudience().equals(List.of(endpoint()));
        return right ? "" : jwt.getHeader() + " " + claims.getClaims().keySet();
    }

    private static String entras(Map<String, String> form, X509Bundle known, boolean rsa) throws Exception {
        SignedJWT jwt = SignedJWT.parse(form.getOrDefault("client_assertion", ""));
        var claims = jwt.getJWTClaimsSet();
        byte[] thumbprint = MessageDigest.getInstance("SHA-256")
                .digest(known.getCertificate().getEncoded());
        JWSVerifier verifier = rsa
                ? new RSASSAVerifier((RSAPublicKey) known.getCertificate().getPublicKey())
                : new ECDSAVerifier((ECPublicKey) known.getCertificate().getPublicKey());
        boolean right = form.get("grant_type").equals("client_credentials")
                && form.get("client_id").equals(CLIENT)
                && form.get("client_assertion_type").equals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                && form.get("scope").equals("https://ai.azure.com/.default")
                && jwt.getHeader().getAlgorithm().equals(rsa ? JWSAlgorithm.PS256 : JWSAlgorithm.ES256)
                && jwt.getHeader()
                        .getX509CertSHA256Thumbprint()
                        .toString()
                        .equals(Base64.getUrlEncoder().withoutPadding().encodeToString(thumbprint))
                && jwt.verify(verifier)
                && CLIENT.equals(claims.getIssuer())
                && CLIENT.equals(claims.getSubject())
                && claims.getJWTID() != null
                && isOfNow(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                && claims.getAudience().equals(List.of(endpoint()));
        return right ? "" : jwt.getHeader() + " " + claims.getClaims().keySet();
    }

    private static boolean isOfNow(Instant from, Instant until) {
        Instant now = Instant.now();
        return from.isBefore(now) && until.isAfter(now) && until.isBefore(now.plusSeconds(600));
    }

    private static X509Bundle certificate(boolean rsa) throws Exception {
        CertificateBuilder builder =
                new CertificateBuilder().subject("CN=gateway").setIsCertificateAuthority(true);
        return (rsa ? builder.rsa2048() : builder.ecp256()).buildSelfSigned();
    }

    private static void google(Path keyFile, String scope) {
        plane.register(
                "api",
                http(Kind.GOOGLE, scope),
                plane.target.port(),
                new Connection.Tls("", ""),
                new Connection.Credential("", "file:" + keyFile));
    }

    private static void asserted(String pem) throws Exception {
        plane.register(
                "api",
                http(Kind.CLIENT_ASSERTION, "https://ai.azure.com/.default"),
                plane.target.port(),
                new Connection.Tls("", ""),
                new Connection.Credential(CLIENT, "file:" + file("client.pem", pem)));
    }

    private static HttpTarget http(Kind kind, String scope) {
        return new HttpTarget(
                "",
                false,
                Api.GENERIC,
                new CredentialUse(kind, "", endpoint(), scope, "", List.of()),
                true,
                List.of(),
                Plane.PATIENT);
    }

    private static String endpoint() {
        return "http://localhost:" + plane.target.port() + "/token";
    }

    private static Path keyFile(KeyPair keys, String type) throws Exception {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return file(
                "key.json",
                JsonMapper.shared()
                        .writeValueAsString(new TreeMap<>(Map.of(
                                "type", type,
                                "private_key_id", "key-1",
                                "private_key", pem,
                                "client_email", EMAIL,
                                "token_uri", "https://elsewhere.example/token"))));
    }

    private static Path file(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            form.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void assertRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.body()).contains(Problems.UNAVAILABLE).doesNotContain("Exception", "canary");
    }
}
