// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.tls;

import dev.portcullis.contracts.connection.Connection;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// TLS towards targets: OpenSSL where its native library loads, the JDK's elsewhere; 1.2 and newer only. A target's
/// chain
/// must lead to the connection's authorities, and its name is checked.
public final class TargetTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Map<Authorities, SslContext> contexts = new ConcurrentHashMap<>();

    /// The versions that are spoken.
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }

    /// Who speaks them.
    public static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /// For a target of a connection. Reads files.
    public SslContext context(Connection.Tls tls) throws SSLException {
        Authorities authorities = Authorities.of(tls.caFile());
        SslContext known = contexts.get(authorities);
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
        contexts.put(authorities, made);
        return made;
    }

    /// A renewed file is another set of authorities.
    private record Authorities(String file, long modified) {
        static Authorities of(String file) {
            return new Authorities(file, file.isEmpty() ? 0 : new File(file).lastModified());
        }
    }
}
