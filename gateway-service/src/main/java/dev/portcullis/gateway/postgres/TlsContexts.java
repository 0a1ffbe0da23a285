// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Connection;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// TLS towards clients and targets: OpenSSL where its native library loads, the JDK's elsewhere; 1.2 and newer
/// only.
final class TlsContexts {
    /// What a client must offer by ALPN when it starts with TLS instead of an SSLRequest.
    static final String ALPN = "postgresql";

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SslContext server;
    private final Map<Authorities, SslContext> clients = new ConcurrentHashMap<>();

    TlsContexts(Path certificateFile, Path privateKeyFile) throws SSLException {
        this.server = SslContextBuilder.forServer(certificateFile.toFile(), privateKeyFile.toFile())
                .sslProvider(provider())
                .protocols(PROTOCOLS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        List.of(ALPN)))
                .build();
    }

    static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    SslContext server() {
        return server;
    }

    /// For a target: its chain must lead to the connection's authorities, and its name is checked. Reads files.
    SslContext client(Connection.Tls tls) throws SSLException {
        Authorities authorities = Authorities.of(tls.caFile());
        SslContext known = clients.get(authorities);
        if (known != null) {
            return known;
        }
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider())
                .protocols(PROTOCOLS)
                .endpointIdentificationAlgorithm("HTTPS");
        if (!tls.caFile().isEmpty()) {
            builder.trustManager(new File(tls.caFile()));
        }
        SslContext made = builder.build();
        clients.put(authorities, made);
        return made;
    }

    /// A renewed file is another set of authorities.
    private record Authorities(String file, long modified) {
        static Authorities of(String file) {
            return new Authorities(file, file.isEmpty() ? 0 : new File(file).lastModified());
        }
    }
}
