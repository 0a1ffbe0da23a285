// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.tls;

import dev.portcullis.contracts.connection.Connection;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// TLS towards targets: OpenSSL where its native library loads, the JDK's elsewhere; 1.2 and newer only. A target's
/// chain
/// must lead to the connection's authorities, and its name is checked.
public final class TargetTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Map<Peer, SslContext> contexts = new ConcurrentHashMap<>();

    /// The versions that are spoken.
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }

    /// Who speaks them.
    public static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /// For a target of a connection, where nothing is agreed on but TLS. Reads files.
    public SslContext context(Connection.Tls tls) throws SSLException {
        return context(tls, List.of());
    }

    /// For a target of a connection. Reads files.
    ///
    /// @param offered the protocols that the target may choose from (ALPN), the best first; empty for no choice
    public SslContext context(Connection.Tls tls, List<String> offered) throws SSLException {
        Peer peer = Peer.of(tls.caFile(), offered);
        SslContext known = contexts.get(peer);
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
        if (!offered.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    offered));
        }
        SslContext made = builder.build();
        contexts.put(peer, made);
        return made;
    }

    /// A renewed file is another set of authorities.
    private record Peer(String file, long modified, List<String> offered) {
        static Peer of(String file, List<String> offered) {
            return new Peer(file, file.isEmpty() ? 0 : new File(file).lastModified(), List.copyOf(offered));
        }
    }
}
