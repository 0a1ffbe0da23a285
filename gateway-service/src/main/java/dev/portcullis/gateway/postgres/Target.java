// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Credentials.Credential;
import io.netty.handler.ssl.SslContext;
import java.util.Map;

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
        Map<String, String> settings) {}
