// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/// The wish to go on as a WebSocket (RFC 6455, 4.2.1). It is looked at before anything is sent: what the server would
/// refuse later must not have opened anything at the target.
final class SocketUpgrade {
    /// The header with which subprotocols are offered and chosen.
    static final String SUBPROTOCOL = "sec-websocket-protocol";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private SocketUpgrade() {}

    /// Whether that is what the request is for.
    ///
    /// A browser says in `Origin` whose page it is that asks, and asks for every page (RFC 6455, 10.2). Other
    /// programs say nothing.
    ///
    /// @throws Refused it is, and cannot be had on this connection, or not in this way
    static boolean isAsked(Arrival arrival, HttpTarget target) {
        HttpHeaders headers = arrival.headers();
        List<String> upgrade = headers.getOrEmpty(HttpHeaders.UPGRADE);
        // HTTP/2 is offered by clients that are as glad to go on as they are.
        if (upgrade.isEmpty() || (upgrade.size() == 1 && upgrade.getFirst().equalsIgnoreCase("h2c"))) {
            return false;
        }
        if (target.webSocket() == null
                || upgrade.size() > 1
                || !upgrade.getFirst().equalsIgnoreCase("websocket")) {
            throw Refused.notUnderstood("no other protocol is spoken here");
        }
        boolean connection = headers.getOrEmpty(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
        boolean whole = arrival.method().equals("GET")
                && connection
                && headers.getOrEmpty("Sec-WebSocket-Version").equals(List.of("13"))
                && isKey(headers.getOrEmpty("Sec-WebSocket-Key"))
                && headers.getOrEmpty("Sec-WebSocket-Protocol").size() <= 1;
        if (!whole || hasBody(headers)) {
            throw Refused.notUnderstood("this is not how a WebSocket is opened (RFC 6455, 4.1)");
        }
        List<String> origins = headers.getOrEmpty(HttpHeaders.ORIGIN);
        if (origins.size() > 1 || !target.webSocket().origins().containsAll(origins)) {
            throw new Refused(new Refusal.NotSupported("WebSockets of pages of this origin"));
        }
        return true;
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                || !headers.getOrEmpty(HttpHeaders.CONTENT_LENGTH).stream().allMatch("0"::equals);
    }

    private static boolean isKey(List<String> keys) {
        return keys.size() == 1 && KEY.matcher(keys.getFirst()).matches();
    }
}
