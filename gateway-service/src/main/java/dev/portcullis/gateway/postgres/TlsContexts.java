// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.tls.TargetTls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/// TLS towards clients and targets: OpenSSL where its native library loads, the JDK's elsewhere; 1.2 and newer
/// only.
final class TlsContexts {
    /// What a client must offer by ALPN when it starts with TLS instead of an SSLRequest.
    static final String ALPN = "postgresql";

    private final SslContext server;
    private final TargetTls targets = new TargetTls();

    TlsContexts(Path certificateFile, Path privateKeyFile) throws SSLException {
        this.server = SslContextBuilder.forServer(certificateFile.toFile(), privateKeyFile.toFile())
                .sslProvider(TargetTls.provider())
                .protocols(TargetTls.protocols())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        List.of(ALPN)))
                .build();
    }

    SslContext server() {
        return server;
    }

    /// For a target: its chain must lead to the connection's authorities, and its name is checked. Reads files.
    SslContext client(Connection.Tls tls) throws SSLException {
        return targets.context(tls);
    }
}
