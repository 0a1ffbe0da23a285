// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/// An open WebSocket to a target. Whoever gets one has to close it.
public final class SocketLine {
    private final Connection connection;

    SocketLine(Connection connection) {
        this.connection = connection;
    }

    /// What the target says.
    public WebsocketInbound in() {
        return (WebsocketInbound) connection.inbound();
    }

    /// What is said to the target.
    public WebsocketOutbound out() {
        return (WebsocketOutbound) connection.outbound();
    }

    /// The subprotocol that the target has chosen; empty for none.
    public String subprotocol() {
        String chosen = in().selectedSubprotocol();
        return chosen == null ? "" : chosen;
    }

    /// Says goodbye, and ends the connection whether or not anybody hears it.
    public Mono<Void> close(int code) {
        return out().sendClose(code, "").doFinally(_ -> drop());
    }

    /// Ends the connection.
    public void drop() {
        connection.dispose();
    }
}
