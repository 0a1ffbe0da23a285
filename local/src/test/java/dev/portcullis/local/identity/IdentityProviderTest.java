// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.cli.home.DevelopmentTokens;
import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.cli.home.SecretFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class IdentityProviderTest {

    private static final String ISSUER = "http://localhost:9000";

    @TempDir
    private static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LocalHome home;
    private static ConfigurableApplicationContext provider;
    private static Ports ports;

    @BeforeAll
    static void start() throws Exception {
        home = new LocalHome(directory);
        Files.createDirectories(home.secrets());
        provider = start(home);
        ports = portsOf(provider);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private static ConfigurableApplicationContext start(LocalHome home) {
        return SpringApplication.run(
                IdentityProvider.class,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--portcullis.development-identity.issuer=" + ISSUER,
                "--portcullis.development-identity.clients=" + home.clientSecrets(),
                "--portcullis.development-identity.key=" + home.directory().resolve("idp.jwk"));
    }

    private static Ports portsOf(ConfigurableApplicationContext context) {
        Map<Listener, Integer> numbers = new EnumMap<>(Listener.class);
        numbers.put(
                Listener.IDENTITY,
                ((ServletWebServerApplicationContext) context).getWebServer().getPort());
        return new Ports(numbers);
    }

    private static URI endpoint() {
        return URI.create("http://127.0.0.1:" + ports.of(Listener.IDENTITY) + "/oauth2/token");
    }

    private static DevelopmentTokens tokens() {
        return new DevelopmentTokens(endpoint(), home, HTTP);
    }

    @ParameterizedTest
    @CsvSource({
        "agent, agents, agent",
        "developer, developers, developer",
        "approver, dba, approver",
        "approver2, security, approver",
        "auditor, auditors, auditor",
        "auditor2, auditors, auditor",
        "policy-admin, platform, policy-admin",
        "operator, operators, operator"
    })
    void givesEachIdentityItsGroupAndRole(String name, String group, String role) throws Exception {
        JWTClaimsSet claims = verified(tokens().token(name, OptionalLong.empty()));

        assertThat(claims.getSubject()).isEqualTo(name);
        assertThat(claims.getStringListClaim("groups")).containsExactly(group);
        assertThat(claims.getStringListClaim("roles")).containsExactly(role);
        assertThat(claims.getAudience()).containsExactly("portcullis");
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getStringClaim("client_id")).isEqualTo(name);
        assertThat(claims.getStringClaim("name")).isNotBlank();
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(lifetime(claims)).isEqualTo(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"svc-gateway", "svc-policy", "svc-approval", "svc-audit"})
    void givesServicesTheServiceRoleAndNoGroup(String name) throws Exception {
        JWTClaimsSet claims = verified(tokens().token(name, OptionalLong.empty()));

        assertThat(claims.getStringListClaim("groups")).isEmpty();
        assertThat(claims.getStringListClaim("roles")).containsExactly("service");
    }

    @Test
    void marksItsTokensAsAccessTokens() throws Exception {
        SignedJWT token = SignedJWT.parse(tokens().token("agent", OptionalLong.empty()));

        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    }

    @Test
    void makesATokenAsShortAsItIsAsked() throws Exception {
        JWTClaimsSet claims = verified(tokens().token("agent", OptionalLong.of(5)));

        assertThat(lifetime(claims)).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 3601, Long.MAX_VALUE})
    void refusesALifetimeOutOfRange(long ttl) {
        assertThatThrownBy(() -> tokens().token("agent", OptionalLong.of(ttl)))
                .isInstanceOf(DevelopmentTokens.NoToken.class)
                .hasMessageContaining("between 1 and 3600 seconds");
    }

    @Test
    void refusesAWrongSecret() throws Exception {
        LocalHome stranger = new LocalHome(directory.resolve("stranger"));
        Files.createDirectories(stranger.secrets());
        new SecretFile(stranger.clientSecrets()).findOrMake("agent");

        assertThatThrownBy(() -> new DevelopmentTokens(endpoint(), stranger, HTTP).token("agent", OptionalLong.empty()))
                .isInstanceOf(DevelopmentTokens.NoToken.class)
                .hasMessageContaining("HTTP 401");
    }

    @Test
    void saysWhichIdentitiesThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> tokens().token("mallory", OptionalLong.empty()))
                .isInstanceOf(DevelopmentTokens.NoToken.class)
                .hasMessageContaining("no identity 'mallory'")
                .hasMessageContaining("agent, developer, approver");
    }

    @Test
    void keepsItsKeyOverARestart() throws Exception {
        String before = tokens().token("agent", OptionalLong.empty());
        try (ConfigurableApplicationContext restarted = start(home)) {
            assertThat(SignedJWT.parse(before)
                            .verify(new RSASSAVerifier(keys(portsOf(restarted))
                                    .getKeys()
                                    .getFirst()
                                    .toRSAKey())))
                    .isTrue();
        }
    }

    @Test
    void keepsKeyAndSecretsFromOtherUsers() throws Exception {
        for (Path file : List.of(home.clientSecrets(), directory.resolve("idp.jwk"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private static JWTClaimsSet verified(String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.verify(
                        new RSASSAVerifier(keys(ports).getKeys().getFirst().toRSAKey())))
                .isTrue();
        return jwt.getJWTClaimsSet();
    }

    private static JWKSet keys(Ports of) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + of.of(Listener.IDENTITY) + "/oauth2/jwks"))
                .build();
        JWKSet keys = JWKSet.parse(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        assertThat(keys.getKeys().getFirst().isPrivate()).isFalse();
        return keys;
    }

    private static Duration lifetime(JWTClaimsSet claims) {
        return Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
    }
}
