// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an HTTP target needs besides its address.
///
/// @param basePath what the caller's path is put behind; empty, or beginning with `/` and not ending with one
/// @param tls false only where the connection's author said so: the target is spoken to in the clear
/// @param api what is spoken, and so how requests are read and answers masked
/// @param use how the connection's credential is put into a request
/// @param privateAddresses whether the target's name may lead to loopback or private addresses; to link-local ones,
/// which
///     hold the credentials of cloud machines, it never may
/// @param headers names of headers, in lower case, that go on to the target besides the usual ones
/// @param limits bounds of each request
/// @param prices what its models cost; null where nobody wrote it down
/// @param protocol which version of HTTP is spoken with it
/// @param webSocket what WebSockets it carries; null for none
public record HttpTarget(
        String basePath,
        boolean tls,
        Api api,
        CredentialUse use,
        boolean privateAddresses,
        List<String> headers,
        Limits limits,
        @Nullable Prices prices,
        Protocol protocol,
        @Nullable WebSocket webSocket) {

    public HttpTarget {
        headers = List.copyOf(headers);
        // A catalogue from before there was a choice says nothing of it.
        protocol = Objects.requireNonNullElse(protocol, Protocol.HTTP1);
    }

    /// A target of HTTP/1.1 whose models have no prices.
    public HttpTarget(
            String basePath,
            boolean tls,
            Api api,
            CredentialUse use,
            boolean privateAddresses,
            List<String> headers,
            Limits limits) {
        this(basePath, tls, api, use, privateAddresses, headers, limits, null, Protocol.HTTP1, null);
    }

    /// The same target, whose models cost this.
    public HttpTarget priced(Prices costs) {
        return new HttpTarget(basePath, tls, api, use, privateAddresses, headers, limits, costs, protocol, webSocket);
    }

    /// The same target, spoken with in this version of HTTP.
    public HttpTarget speaking(Protocol spoken) {
        return new HttpTarget(basePath, tls, api, use, privateAddresses, headers, limits, prices, spoken, webSocket);
    }

    /// The same target, carrying WebSockets like this.
    public HttpTarget carrying(WebSocket sockets) {
        return new HttpTarget(basePath, tls, api, use, privateAddresses, headers, limits, prices, protocol, sockets);
    }

    /// WebSockets (RFC 6455), each message of which is judged.
    ///
    /// @param messageBytes how large a message may be, put together
    /// @param idleSeconds for how long nobody may say anything
    /// @param totalSeconds for how long one may be open
    /// @param binary whether messages may be other than text, which no mask and no rule can read
    /// @param origins whose pages may open one, as browsers name them (RFC 6454, 6.2); programs that name none may
    public record WebSocket(int messageBytes, int idleSeconds, int totalSeconds, boolean binary, List<String> origins) {
        public WebSocket {
            origins = List.copyOf(origins);
        }
    }

    /// Versions of HTTP. Anything but the first needs TLS, where the two sides agree on it (ALPN, RFC 7301).
    public enum Protocol {
        /// HTTP/1.1 (RFC 9112)
        HTTP1,
        /// HTTP/2 where the target takes it, and HTTP/1.1 where it does not
        AUTO,
        /// HTTP/2 (RFC 9113), and nothing is sent to a target that does not take it
        HTTP2
    }

    /// What is spoken at the target.
    public enum Api {
        /// any HTTP API
        GENERIC,
        /// OpenAI's, and what is compatible with it
        OPENAI,
        /// Anthropic's
        ANTHROPIC,
        /// GitHub Copilot's, which speaks OpenAI's forms
        COPILOT
    }

    /// How the credential is used. The credential itself is a reference, in [Connection#credential].
    ///
    /// @param kind the way
    /// @param header the header for [Kind#HEADER]; empty otherwise
    /// @param tokenUri where tokens come from, for the kinds that get some; empty otherwise
    /// @param scope the OAuth scope to ask for, or empty; for [Kind#AWS_SIGV4] `region/service`
    /// @param audience the audience to ask for; may be empty
    /// @param hosts the hosts that the answer of [Kind#COPILOT] may send the gateway to; nothing but these
    /// @param sessionToken for [Kind#AWS_SIGV4] with a temporary key: a reference to its session token;
    ///     empty otherwise
    public record CredentialUse(
            Kind kind,
            String header,
            String tokenUri,
            String scope,
            String audience,
            List<String> hosts,
            String sessionToken) {

        public CredentialUse {
            hosts = List.copyOf(hosts);
            // A catalogue from before there were any says nothing of them.
            sessionToken = Objects.requireNonNullElse(sessionToken, "");
        }

        /// Without a session token.
        public CredentialUse(
                Kind kind, String header, String tokenUri, String scope, String audience, List<String> hosts) {
            this(kind, header, tokenUri, scope, audience, hosts, "");
        }
        /// The ways there are.
        public enum Kind {
            /// there is no credential
            NONE,
            /// `Authorization: Bearer`
            BEARER,
            /// a header of its own
            HEADER,
            /// `Authorization: Basic`
            BASIC,
            /// a token by OAuth 2.0 client credentials (RFC 6749, 4.4)
            CLIENT_CREDENTIALS,
            /// the caller's token exchanged for one of the target's (RFC 8693)
            TOKEN_EXCHANGE,
            /// each request signed with an AWS key (Signature Version 4)
            AWS_SIGV4,
            /// a token by OAuth 2.0 client credentials, for which the gateway signs who it is (RFC 7523, 2.2):
            /// the secret is a private key with its certificate, in PEM
            CLIENT_ASSERTION,
            /// a token for a Google service account (RFC 7523, 2.1): the secret is its key file, in JSON
            GOOGLE,
            /// the short-lived token that GitHub gives for a GitHub credential
            COPILOT
        }
    }

    /// Bounds of each request.
    ///
    /// @param requestBytes the largest body of a request
    /// @param responseBytes the largest body of an answer, after decompression
    /// @param answerSeconds how long the target may be silent before and within an answer
    /// @param totalSeconds how long a request may take from its forward to the last byte
    /// @param concurrent how many requests of one session may be under way at once
    /// @param uploads how larger bodies than that pass; null where none do
    public record Limits(
            long requestBytes,
            long responseBytes,
            long answerSeconds,
            long totalSeconds,
            int concurrent,
            @Nullable Uploads uploads) {

        /// Bounds of a target that takes no larger bodies.
        public Limits(long requestBytes, long responseBytes, long answerSeconds, long totalSeconds, int concurrent) {
            this(requestBytes, responseBytes, answerSeconds, totalSeconds, concurrent, null);
        }
    }

    /// Bounds of bodies that are larger than [Limits#requestBytes]. They pass as they come, unread, where nothing
    /// that is said of a request depends on its body.
    ///
    /// @param bytes the largest
    /// @param seconds how long one may take on its way to the target
    /// @param concurrent how many of one session may be on their way at once
    public record Uploads(long bytes, long seconds, int concurrent) {}
}
