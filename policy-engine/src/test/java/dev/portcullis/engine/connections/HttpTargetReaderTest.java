// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse.Kind;
import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.engine.documents.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTargetReaderTest {
    private static final String PRICES = "prices: {currency: USD, models: [%s]}\n";
    private static final String LLM = """
            apiVersion: portcullis.dev/v1
            kind: Connection
            metadata: {name: llm, labels: {env: prod}}
            type: http
            baseUrl: https://api.openai.com
            api: openai
            credential: {use: bearer, secret: "env:OPENAI_KEY"}
            """;

    @Test
    void readsAConnectionWithWhatIsLeftOutAtItsSafest() {
        assertThat(ConnectionReader.read(LLM, 3))
                .isEqualTo(new Connection(
                        "llm",
                        "http",
                        "api.openai.com",
                        443,
                        "",
                        Map.of("env", "prod"),
                        new Connection.Tls("", ""),
                        new Connection.Credential("", "env:OPENAI_KEY"),
                        Connection.Durability.LOCAL,
                        Connection.RecordingLevel.FULL,
                        3,
                        new HttpTarget(
                                "",
                                true,
                                Api.OPENAI,
                                new CredentialUse(Kind.BEARER, "", "", "", "", List.of()),
                                false,
                                List.of(),
                                new HttpTarget.Limits(2 << 20, 64 << 20, 60, 600, 64)),
                        Connection.GrantRule.NONE));
    }

    @Test
    void readsEverythingThatCanBeSaid() {
        Connection connection =
                ConnectionReader.read(LLM.replace("https://api.openai.com", "http://localhost:8000/base/v2") + """
                        plainText: true
                        privateAddresses: true
                        headers: [openai-beta, x-tenant]
                        limits: {requestKB: 1, responseKB: 2, answerSeconds: 3, totalSeconds: 4, concurrent: 5}
                        """, 1);

        HttpTarget http = Objects.requireNonNull(connection.http());
        assertThat(connection.port()).isEqualTo(8000);
        assertThat(http.basePath()).isEqualTo("/base/v2");
        assertThat(http.tls()).isFalse();
        assertThat(http.privateAddresses()).isTrue();
        assertThat(http.headers()).containsExactly("openai-beta", "x-tenant");
        assertThat(http.limits()).isEqualTo(new HttpTarget.Limits(1024, 2048, 3, 4, 5));
    }

    @Test
    void passesLargerBodiesUnreadWhereTheDocumentSaysSo() {
        String generic = LLM.replace("api: openai", "api: generic");
        assertThat(limits(generic + "limits: {uploads: {megabytes: 3, seconds: 4, concurrent: 5}}\n")
                        .uploads())
                .isEqualTo(new HttpTarget.Uploads(3L << 20, 4, 5));
        assertThat(limits(generic + "limits: {uploads: {megabytes: 1048576}}\n").uploads())
                .isEqualTo(new HttpTarget.Uploads(1L << 40, 600, 4));
        assertThat(limits(generic).uploads()).isNull();
        assertThat(limits(generic + "limits: {requestKB: 1}\n").uploads()).isNull();
    }

    @Test
    void passesNothingUnreadThatHasToBeReadOrSigned() {
        String uploads = "limits: {uploads: {megabytes: 3}}\n";
        assertThat(errors(LLM + uploads)).contains("requests to models are always read");
        String signed = with("{use: aws-sigv4, user: 'env:ID', secret: 'env:K', region: r, service: s}")
                .replace("api: openai", "api: generic");
        assertThat(errors(signed + uploads)).contains("signs bodies");
        String generic = LLM.replace("api: openai", "api: generic");
        assertThat(errors(generic + "limits: {uploads: {}}\n")).contains("uploads.megabytes: is missing");
        assertThat(errors(generic + "limits: {uploads: {megabytes: 0}}\n")).contains("uploads.megabytes");
        assertThat(errors(generic + "limits: {uploads: {megabytes: 1, seconds: 0}}\n"))
                .contains("uploads.seconds");
        assertThat(errors(generic + "limits: {uploads: {megabytes: 1, kB: 1}}\n"))
                .contains("uploads.kB: is not known here");
    }

    private static HttpTarget.Limits limits(String document) {
        return Objects.requireNonNull(ConnectionReader.read(document, 1).http()).limits();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{use: none} | NONE",
                "{use: header, header: x-api-key, secret: 'env:K'} | HEADER",
                "{use: basic, user: bot, secret: 'file:/run/k'} | BASIC",
                "{use: client-credentials, tokenUri: 'https://idp/token', user: id, secret: 'env:K', scope: a b} | CLIENT_CREDENTIALS",
                "{use: token-exchange, tokenUri: 'https://idp/token', user: id, secret: 'env:K', audience: x} | TOKEN_EXCHANGE",
                "{use: aws-sigv4, user: 'env:ID', secret: 'env:K', region: eu-central-1, service: bedrock} | AWS_SIGV4",
                "{use: client-assertion, tokenUri: 'https://idp/token', user: id, secret: 'file:/k', scope: x/.default} | CLIENT_ASSERTION",
                "{use: google, secret: 'file:/run/key.json', scope: 'https://www.googleapis.com/auth/cloud-platform'} | GOOGLE",
                "{use: copilot, secret: 'env:GH', hosts: [api.business.githubcopilot.com]} | COPILOT"
            })
    void takesEachUseOfACredential(String credential, Kind kind) {
        HttpTarget http = Objects.requireNonNull(
                ConnectionReader.read(with(credential), 1).http());

        assertThat(http.use().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{use: bearer, secret: sk-live-hunter2} | must be a reference",
                "{use: bearer} | credential.secret: is missing",
                "{use: magic, secret: 'env:K'} | credential.use: must be one of none, bearer",
                "{use: basic, secret: 'env:K'} | credential.user: is missing",
                "{use: client-credentials, tokenUri: 'http://idp/token', user: id, secret: 'env:K'} | must be an https URL",
                "{use: aws-sigv4, user: id, secret: 'env:K', service: bedrock} | credential.region: is missing",
                "{use: aws-sigv4, user: id, secret: wJalrhunter2, region: eu-central-1, service: s3} | must be a reference",
                "{use: aws-sigv4, user: id, secret: 'env:K', region: 'eu/1', service: s3} | must be AWS's name for it",
                "{use: aws-sigv4, user: id, secret: 'env:K', sessionToken: IQoJhunter2, region: eu-1, service: s3} | must be a reference",
                "{use: bearer, secret: 'env:K', sessionToken: 'env:T'} | credential.sessionToken: is not known here",
                "{use: client-assertion, user: id, secret: 'file:/k'} | credential.tokenUri: is missing",
                "{use: client-assertion, tokenUri: 'https://idp/token', user: id, secret: hunter2} | must be a reference",
                "{use: google, secret: 'file:/run/key.json'} | credential.scope: is missing",
                "{use: google, secret: hunter2, scope: s} | must be a reference",
                "{use: google, secret: 'file:/k', scope: s, tokenUri: 'http://idp/token'} | must be an https URL",
                "{use: google, secret: 'file:/k', scope: s, user: me} | credential.user: is not known here",
                "{use: bearer, secret: 'env:K', header: x} | credential.header: is not known here"
            })
    void refusesACredentialThatIsNone(String credential, String message) {
        assertThat(errors(with(credential))).contains(message).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.openai.com | http://api.openai.com | http needs 'plainText: true'",
                "https://api.openai.com | https://user@api.openai.com | without user",
                "https://api.openai.com | https://api.openai.com/ | must be like",
                "https://api.openai.com | https://api.openai.com/a/../b | must be like",
                "https://api.openai.com | https://api.openai.com/v1?key=1 | must be like",
                "https://api.openai.com | file:///etc/passwd | must be like",
                "api: openai | api: clippy | api: must be one of generic, openai, anthropic, copilot",
                "api: openai | protocol: http3 | protocol: must be one of http1, auto, http2",
                "api: openai | headers: [authorization] | is never passed on from callers",
                "api: openai | headers: [x-forwarded-for] | is never passed on from callers",
                "api: openai | address: {host: a, port: 1, database: b} | address: is not known here"
            })
    void saysWhatIsWrong(String right, String wrong, String message) {
        assertThat(errors(LLM.replace(right, wrong))).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"http1,HTTP1", "auto,AUTO", "http2,HTTP2"})
    void readsWhichVersionOfHttpIsSpoken(String word, HttpTarget.Protocol protocol) {
        assertThat(Objects.requireNonNull(ConnectionReader.read(LLM + "protocol: " + word + "\n", 1)
                                .http())
                        .protocol())
                .isEqualTo(protocol);
        assertThat(Objects.requireNonNull(ConnectionReader.read(LLM, 1).http()).protocol())
                .isEqualTo(HttpTarget.Protocol.HTTP1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "http2"})
    void refusesHttpTwoInTheClear(String word) {
        String plain = LLM.replace("https://", "http://") + "plainText: true\n";
        assertThat(errors(plain + "protocol: " + word + "\n")).contains("protocol: must be http1");
        assertThat(Objects.requireNonNull(ConnectionReader.read(plain + "protocol: http1\n", 1)
                                .http())
                        .protocol())
                .isEqualTo(HttpTarget.Protocol.HTTP1);
    }

    @Test
    void readsWhatWebSocketsMayCarryWhereTheyMayBeAtAll() {
        String generic = LLM.replace("api: openai\n", "");
        assertThat(webSocket(generic + "websocket: {}\n"))
                .isEqualTo(new HttpTarget.WebSocket(65_536, 300, 3_600, false, List.of()));
        assertThat(webSocket(generic
                        + "websocket: {messageKB: 1, idleSeconds: 9, totalSeconds: 99, binary: true,"
                        + " origins: ['https://a.example:8443']}\n"))
                .isEqualTo(new HttpTarget.WebSocket(1024, 9, 99, true, List.of("https://a.example:8443")));
        assertThat(errors(generic + "websocket: {totalSeconds: 90000}\n")).contains("totalSeconds");
        for (String origin : List.of("null", "*", "https://a.example/", "https://A.example", "a.example")) {
            assertThat(errors(generic + "websocket: {origins: ['" + origin + "']}\n"))
                    .as(origin)
                    .contains("must be an origin");
        }
        assertThat(webSocket(generic)).isNull();
        assertThat(errors(LLM + "websocket: {}\n")).contains("websocket: needs 'api: generic'");
        assertThat(errors(generic + "protocol: http2\nwebsocket: {}\n")).contains("'protocol: http1'");
        assertThat(errors(generic + "websocket: {messageKB: 2000}\n")).contains("messageKB");
        assertThat(errors(generic + "websocket: {text: true}\n")).contains("websocket.text: is not known here");
        assertThat(errors(generic + "headers: [sec-websocket-key]\n")).contains("is never passed on from callers");
    }

    private static HttpTarget.@Nullable WebSocket webSocket(String text) {
        return Objects.requireNonNull(ConnectionReader.read(text, 1).http()).webSocket();
    }

    @Test
    void asksGoogleForGooglesTokensUnlessTheDocumentNamesSomebodyElse() {
        assertThat(tokenUri("{use: google, secret: 'file:/k', scope: s}"))
                .isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(tokenUri("{use: google, secret: 'file:/k', scope: s, tokenUri: 'https://tokens.example/t'}"))
                .isEqualTo("https://tokens.example/t");
    }

    private static String tokenUri(String credential) {
        return Objects.requireNonNull(ConnectionReader.read(with(credential), 1).http())
                .use()
                .tokenUri();
    }

    @Test
    void readsWhatModelsCost() {
        HttpTarget http = Objects.requireNonNull(ConnectionReader.read(
                        LLM
                                + PRICES.formatted("{model: gpt-5, input: 1.25, output: 10, cacheRead: 0.125},"
                                        + " {model: 'gpt-5*', input: 2, output: 20, cacheWrite: 2.5}"),
                        1)
                .http());

        assertThat(http.prices())
                .isEqualTo(new Prices(
                        "USD",
                        List.of(
                                new Prices.ModelPrice("gpt-5", 1_250_000, 125_000, 1_250_000, 10_000_000),
                                new Prices.ModelPrice("gpt-5*", 2_000_000, 2_000_000, 2_500_000, 20_000_000))));
        assertThat(Objects.requireNonNull(ConnectionReader.read(LLM, 1).http()).prices())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{model: gpt-5, input: 1} | output: is missing",
                "{model: gpt-5, input: -1, output: 1} | must be a price such as 2.50",
                "{model: gpt-5, input: 1, output: 20000} | must be 10000 at most",
                "{model: 'g*5', input: 1, output: 1} | must be a model's name",
                "{model: gpt-5, input: 1, output: 1, tax: 1} | tax: is not known here",
                "{model: gpt-5, input: 1, output: 1}, {model: gpt-5, input: 2, output: 2} | has a price already"
            })
    void refusesPricesThatAreNone(String models, String message) {
        assertThat(errors(LLM + PRICES.formatted(models))).contains(message);
        assertThat(errors(LLM + PRICES.formatted(models).replace("USD", "dollars")))
                .contains("must be a currency's code");
    }

    @Test
    void readsTheSessionTokenOfATemporaryKey() {
        String key = "{use: aws-sigv4, user: id, secret: 'env:K', region: eu-1, service: s3";
        assertThat(Objects.requireNonNull(ConnectionReader.read(with(key + ", sessionToken: 'file:/run/token'}"), 1)
                                .http())
                        .use()
                        .sessionToken())
                .isEqualTo("file:/run/token");
        assertThat(Objects.requireNonNull(
                                ConnectionReader.read(with(key + "}"), 1).http())
                        .use()
                        .sessionToken())
                .isEmpty();
    }

    private static String with(String credential) {
        return LLM.replace("{use: bearer, secret: \"env:OPENAI_KEY\"}", credential);
    }

    private static String errors(String text) {
        InvalidDocumentException e =
                catchThrowableOfType(InvalidDocumentException.class, () -> ConnectionReader.read(text, 1));
        assertThat(e).as("a refusal").isNotNull();
        return e.getMessage();
    }
}
