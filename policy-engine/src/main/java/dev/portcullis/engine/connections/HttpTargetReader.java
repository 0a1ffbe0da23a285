// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import dev.portcullis.contracts.connection.Connection.Credential;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.contracts.connection.HttpTarget.Limits;
import dev.portcullis.contracts.connection.HttpTarget.Protocol;
import dev.portcullis.contracts.connection.HttpTarget.Uploads;
import dev.portcullis.contracts.connection.HttpTarget.WebSocket;
import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what connections of type `http` say beyond the others: where to, how the credential is put in, what is
/// bounded.
final class HttpTargetReader {

    private static final Pattern HEADER = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern AWS_NAME = Pattern.compile("[a-z0-9-]{1,64}");
    /// Headers whose meaning is the gateway's alone: no document can have them passed on.
    private static final Pattern RESERVED = Pattern.compile(
            "authorization|proxy-.*|x-api-key|api-key|cookie|host|connection|keep-alive|te|trailer|transfer-encoding|"
                    + "upgrade|sec-websocket-(key|version|extensions|accept)|content-length|content-encoding|"
                    + "accept-encoding|expect|range|forwarded|via|"
                    + "x-forwarded-.*|x-real-ip|x-remote-.*|x-original-.*|x-http-method-override|impersonate-.*");
    /// An origin as browsers write it (RFC 6454, 6.2). `null` is that of anybody.
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]{0,31}://[a-z0-9.-]{1,253}(:[0-9]{1,5})?");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{0,512}");
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final int KILOBYTE = 1024;

    private HttpTargetReader() {}

    /// The target of a document, with its address and its credential; empty when something is wrong with it.
    static Optional<Target> read(Section root) {
        boolean plain = flag(root, "plainText");
        Optional<Scalar> base = root.requiredScalar("baseUrl");
        Optional<URI> uri = base.flatMap(text -> baseUrl(text, plain));
        Api api = root.scalar("api")
                .filter(word -> word.isOneOf("generic", "openai", "anthropic", "copilot"))
                .map(word -> Api.valueOf(word.text().toUpperCase(Locale.ROOT)))
                .orElse(Api.GENERIC);
        Optional<Protocol> protocol = protocol(root, plain);
        boolean privateAddresses = flag(root, "privateAddresses");
        List<String> headers = root.scalars("headers").stream()
                .filter(HttpTargetReader::isPassable)
                .map(Scalar::text)
                .toList();
        Optional<Use> use = root.requiredSection("credential").flatMap(section -> use(section, plain));
        Limits limits = root.section("limits")
                .map(section -> limits(section, api, use))
                .orElse(new Limits(2L << 20, 64L << 20, 60, 600, 64));
        Optional<Section> messages = root.section("websocket");
        Optional<WebSocket> sockets = messages.flatMap(section -> webSocket(section, api, protocol));
        if (messages.isPresent() && sockets.isEmpty()) {
            return Optional.empty();
        }
        Optional<Section> costs = root.section("prices");
        Optional<Prices> prices = costs.flatMap(PricesReader::read);
        if (costs.isPresent() && prices.isEmpty()) {
            return Optional.empty();
        }
        return uri.flatMap(to -> use.flatMap(how -> protocol.map(spoken -> new Target(
                to.getHost(),
                port(to),
                how.credential(),
                carrying(
                        priced(
                                new HttpTarget(
                                                to.getRawPath(),
                                                !plain,
                                                api,
                                                how.use(),
                                                privateAddresses,
                                                headers,
                                                limits)
                                        .speaking(spoken),
                                prices),
                        sockets)))));
    }

    /// HTTP/1.1 where nothing is said, as proxies do: whoever wants the other one says so. Empty when it is wrong.
    private static Optional<Protocol> protocol(Section root, boolean plain) {
        Optional<Scalar> given = root.scalar("protocol");
        if (given.isEmpty()) {
            return Optional.of(Protocol.HTTP1);
        }
        Optional<Protocol> protocol = given.filter(word -> word.isOneOf("http1", "auto", "http2"))
                .map(word -> Protocol.valueOf(word.text().toUpperCase(Locale.ROOT)));
        if (plain && protocol.filter(spoken -> spoken != Protocol.HTTP1).isPresent()) {
            given.get().refuse("must be http1 where the connection is not TLS: HTTP/2 is agreed on within TLS");
            return Optional.empty();
        }
        return protocol;
    }

    /// Messages have no type of their own, so only an API of which nothing is known carries them.
    private static Optional<WebSocket> webSocket(Section section, Api api, Optional<Protocol> protocol) {
        int bytes = number(section, "messageKB", 1, KILOBYTE, 64) * KILOBYTE;
        int idle = number(section, "idleSeconds", 1, 86_400, 300);
        int total = number(section, "totalSeconds", 1, 86_400, 3_600);
        boolean binary = flag(section, "binary");
        List<String> origins = section.scalars("origins").stream()
                .filter(origin -> origin.matches(ORIGIN, "must be an origin such as https://chat.example.com"))
                .map(Scalar::text)
                .toList();
        boolean possible = api == Api.GENERIC && protocol.equals(Optional.of(Protocol.HTTP1));
        if (!possible) {
            section.refuse("needs 'api: generic' and 'protocol: http1'");
        }
        section.finish();
        return possible ? Optional.of(new WebSocket(bytes, idle, total, binary, origins)) : Optional.empty();
    }

    private static HttpTarget carrying(HttpTarget target, Optional<WebSocket> sockets) {
        return sockets.map(target::carrying).orElse(target);
    }

    private static HttpTarget priced(HttpTarget target, Optional<Prices> prices) {
        return prices.map(target::priced).orElse(target);
    }

    private static Optional<URI> baseUrl(Scalar text, boolean plain) {
        String scheme = plain ? "http" : "https";
        try {
            URI uri = new URI(text.text());
            if (scheme.equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && BASE_PATH.matcher(uri.getRawPath()).matches()
                    && !uri.getRawPath().contains("/.")) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException _) {
            // said below, as for every other fault of it
        }
        text.refuse("must be like " + scheme + "://host/path, without user, query or '/' at the end"
                + (plain ? "" : "; http needs 'plainText: true'"));
        return Optional.empty();
    }

    private static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return uri.getScheme().equals("https") ? 443 : 80;
    }

    private static boolean isPassable(Scalar header) {
        if (!header.matches(HEADER, "must be the name of a header in lower case")) {
            return false;
        }
        boolean reserved = RESERVED.matcher(header.text()).matches();
        if (reserved) {
            header.refuse("is never passed on from callers");
        }
        return !reserved;
    }

    private static Optional<Use> use(Section section, boolean plain) {
        Optional<CredentialUse.Kind> kind = section.requiredScalar("use")
                .filter(word -> word.isOneOf(
                        "none",
                        "bearer",
                        "header",
                        "basic",
                        "client-credentials",
                        "client-assertion",
                        "token-exchange",
                        "aws-sigv4",
                        "google",
                        "copilot"))
                .map(word -> CredentialUse.Kind.valueOf(
                        word.text().toUpperCase(Locale.ROOT).replace('-', '_')));
        Optional<Use> use = kind.flatMap(known -> switch (known) {
            case NONE -> Optional.of(new Use(new Credential("", ""), use(known)));
            case BEARER -> secret(section).map(secret -> new Use(new Credential("", secret), use(known)));
            case HEADER ->
                secret(section)
                        .flatMap(secret -> section.requiredScalar("header")
                                .filter(h -> h.matches(HEADER, "must be the name of a header in lower case"))
                                .map(header -> new Use(
                                        new Credential("", secret),
                                        new CredentialUse(known, header.text(), "", "", "", List.of()))));
            case BASIC ->
                user(section)
                        .flatMap(user ->
                                secret(section).map(secret -> new Use(new Credential(user, secret), use(known))));
            case CLIENT_CREDENTIALS, CLIENT_ASSERTION, TOKEN_EXCHANGE -> oauth(section, known, plain);
            case AWS_SIGV4 -> aws(section);
            case GOOGLE -> google(section, plain);
            case COPILOT -> copilot(section, plain);
        });
        section.finish();
        return use;
    }

    private static CredentialUse use(CredentialUse.Kind kind) {
        return new CredentialUse(kind, "", "", "", "", List.of());
    }

    private static Optional<Use> oauth(Section section, CredentialUse.Kind kind, boolean plain) {
        Optional<String> tokenUri = section.requiredScalar("tokenUri").flatMap(text -> tokenUri(text, plain));
        Optional<String> user = user(section);
        Optional<String> secret = secret(section);
        String scope = text(section, "scope");
        String audience = text(section, "audience");
        return tokenUri.flatMap(uri -> user.flatMap(id -> secret.map(reference ->
                new Use(new Credential(id, reference), new CredentialUse(kind, "", uri, scope, audience, List.of())))));
    }

    private static Optional<Use> aws(Section section) {
        Optional<String> user = user(section);
        Optional<String> secret = secret(section);
        Optional<String> region = awsName(section, "region");
        Optional<String> service = awsName(section, "service");
        String session = section.scalar("sessionToken")
                .filter(s -> s.matches(
                        ConnectionReader.REFERENCE,
                        "must be a reference, env:NAME or file:/PATH; secrets themselves are refused here"))
                .map(Scalar::text)
                .orElse("");
        return user.flatMap(id -> secret.flatMap(reference -> region.flatMap(in -> service.map(of -> new Use(
                new Credential(id, reference),
                new CredentialUse(CredentialUse.Kind.AWS_SIGV4, "", "", in + "/" + of, "", List.of(), session))))));
    }

    private static Optional<String> awsName(Section section, String key) {
        return section.requiredScalar(key)
                .filter(name -> name.matches(AWS_NAME, "must be AWS's name for it, in lower case"))
                .map(Scalar::text);
    }

    /// The key file names an address for tokens too. It is not taken: where a key is used is for the document to say.
    private static Optional<Use> google(Section section, boolean plain) {
        Optional<String> tokenUri = tokenUri(section, plain, "https://oauth2.googleapis.com/token");
        Optional<String> secret = secret(section);
        Optional<String> scope = section.requiredScalar("scope")
                .filter(scalar -> scalar.matches(TEXT, "must be plain text"))
                .map(Scalar::text);
        return tokenUri.flatMap(uri -> secret.flatMap(reference -> scope.map(asked -> new Use(
                new Credential("", reference),
                new CredentialUse(CredentialUse.Kind.GOOGLE, "", uri, asked, "", List.of())))));
    }

    private static Optional<Use> copilot(Section section, boolean plain) {
        Optional<String> tokenUri = tokenUri(section, plain, "https://api.github.com/copilot_internal/v2/token");
        List<String> hosts = section.scalars("hosts").stream()
                .filter(host -> host.matches(HOST, "must be a host name"))
                .map(Scalar::text)
                .toList();
        return tokenUri.flatMap(uri -> secret(section)
                .map(reference -> new Use(
                        new Credential("", reference),
                        new CredentialUse(CredentialUse.Kind.COPILOT, "", uri, "", "", hosts))));
    }

    private static Optional<String> tokenUri(Section section, boolean plain, String usual) {
        Optional<Scalar> given = section.scalar("tokenUri");
        return given.isPresent() ? given.flatMap(text -> tokenUri(text, plain)) : Optional.of(usual);
    }

    private static Optional<String> tokenUri(Scalar text, boolean plain) {
        try {
            URI uri = new URI(text.text());
            boolean secure = "https".equals(uri.getScheme()) || (plain && "http".equals(uri.getScheme()));
            if (secure && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return Optional.of(text.text());
            }
        } catch (URISyntaxException _) {
            // said below, as for every other fault of it
        }
        text.refuse("must be an https URL" + (plain ? ", or http as the connection is" : ""));
        return Optional.empty();
    }

    private static Optional<String> user(Section section) {
        return section.requiredScalar("user")
                .filter(u ->
                        u.matches(ConnectionReader.USER, "must be a user name or a reference, env:NAME or file:/PATH"))
                .map(Scalar::text);
    }

    private static Optional<String> secret(Section section) {
        // What was written is never repeated: it may be the secret.
        return section.requiredScalar("secret")
                .filter(s -> s.matches(
                        ConnectionReader.REFERENCE,
                        "must be a reference, env:NAME or file:/PATH; secrets themselves are refused here"))
                .map(Scalar::text);
    }

    private static String text(Section section, String key) {
        return section.scalar(key)
                .filter(scalar -> scalar.matches(TEXT, "must be plain text"))
                .map(Scalar::text)
                .orElse("");
    }

    private static boolean flag(Section root, String key) {
        return root.scalar(key)
                .filter(word -> word.isOneOf("true", "false"))
                .filter(word -> word.text().equals("true"))
                .isPresent();
    }

    private static Limits limits(Section section, Api api, Optional<Use> use) {
        Limits limits = new Limits(
                (long) number(section, "requestKB", 1, 32 * KILOBYTE, 2 * KILOBYTE) * KILOBYTE,
                (long) number(section, "responseKB", 1, KILOBYTE * KILOBYTE, 64 * KILOBYTE) * KILOBYTE,
                number(section, "answerSeconds", 1, 600, 60),
                number(section, "totalSeconds", 1, 86_400, 600),
                number(section, "concurrent", 1, 10_000, 64),
                section.section("uploads")
                        .map(uploads -> uploads(uploads, api, use))
                        .orElse(null));
        section.finish();
        return limits;
    }

    private static @Nullable Uploads uploads(Section section, Api api, Optional<Use> use) {
        Optional<Scalar> size = section.requiredScalar("megabytes");
        if (api != Api.GENERIC) {
            size.ifPresent(given -> given.refuse("is for api: generic; requests to models are always read"));
        } else if (use.filter(how -> how.use().kind() == CredentialUse.Kind.AWS_SIGV4)
                .isPresent()) {
            size.ifPresent(given -> given.refuse("cannot be where the gateway signs bodies (aws-sigv4)"));
        }
        long megabytes = size.map(given -> given.integer(1, KILOBYTE * KILOBYTE))
                .orElse(OptionalInt.empty())
                .orElse(1);
        Uploads uploads = new Uploads(
                megabytes * KILOBYTE * KILOBYTE,
                number(section, "seconds", 1, 86_400, 600),
                number(section, "concurrent", 1, 1_000, 4));
        section.finish();
        return uploads;
    }

    private static int number(Section section, String key, int min, int max, int whenMissing) {
        Optional<Scalar> scalar = section.scalar(key);
        OptionalInt value = scalar.isPresent() ? scalar.get().integer(min, max) : OptionalInt.empty();
        return value.orElse(whenMissing);
    }

    /// What of an HTTP connection other connections have too, and what they have not.
    record Target(String host, int port, Credential credential, HttpTarget http) {}

    private record Use(Credential credential, CredentialUse use) {}
}
