// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.access.Credentials.Credential;
import io.netty.handler.ssl.SslContext;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/// Where and how the gateway logs in for one session.
///
/// @param serverName the name the target's certificate must carry
/// @param settings the startup packet's parameters other than user and database
record Target(
        String host,
        int port,
        String database,
        String serverName,
        SslContext tls,
        Credential credential,
        Map<String, String> settings) {

    /// A connection's target.
    ///
    /// @param settings besides those that the gateway depends on. Reads files.
    static Target of(Connection connection, TlsContexts tls, Credential credential, Map<String, String> settings)
            throws SSLException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("client_encoding", "UTF8");
        all.put("standard_conforming_strings", "on");
        Connection.Tls wanted = connection.tls();
        return new Target(
                connection.host(),
                connection.port(),
                connection.database(),
                wanted.serverName().isEmpty() ? connection.host() : wanted.serverName(),
                tls.client(wanted),
                credential,
                all);
    }

    /// The server, whatever database of it.
    String address() {
        return address(host, port);
    }

    /// How a server is named in records.
    static String address(String host, int port) {
        return host + ":" + port;
    }
}
