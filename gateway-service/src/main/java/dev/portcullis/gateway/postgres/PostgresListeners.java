// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/// Puts a listener together.
final class PostgresListeners {
    private PostgresListeners() {}

    static PostgresListener create(
            PostgresListenerProperties properties,
            SessionDoor door,
            AccessGuard guard,
            Connections connections,
            Credentials credentials,
            LiveSessions sessions,
            PreviewTickets tickets,
            SqlParser parser,
            MaskKey maskKey,
            AuditLog auditLog,
            ObservationProperties observation,
            MeterRegistry metrics,
            Clock clock) {
        Transport transport = Transport.create();
        Executor blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("postgres-", 0).factory());
        int maxMessage = (int) properties.maxMessage().toBytes();
        OwnLogins logins = new OwnLogins(clock);
        UpstreamConnector upstreams =
                new UpstreamConnector(transport, logins, properties.connectTimeout(), maxMessage, blocking);
        OwnConnections own = new OwnConnections(upstreams, transport, properties.handshakeTimeout());
        TlsContexts tls = tls(properties);
        SqlAnalyzer analyzer = new SqlAnalyzer(parser);
        CatalogueLoader loader = new CatalogueLoader(own, auditLog, List.of(properties.schema()));
        SqlReadings readings = new SqlReadings(
                readingWith(analyzer),
                connections,
                loader,
                properties.catalogueMaxAge(),
                SqlParserLimits.defaults().maxBytes(),
                clock);
        return new PostgresListener(
                transport,
                new ListenerParts(
                        properties,
                        door,
                        guard,
                        credentials,
                        sessions,
                        tickets,
                        readings,
                        new Masking(maskKey),
                        tls,
                        upstreams,
                        new CancelRegistry(),
                        blocking,
                        clock,
                        new AtomicInteger()),
                new Observations(
                        connections,
                        new ObservedTarget.Parts(observation, own, logins, tls, credentials, auditLog, clock),
                        metrics));
    }

    private static SqlReadings.Analyzer readingWith(SqlAnalyzer analyzer) {
        return new SqlReadings.Analyzer() {
            @Override
            public AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused {
                return analyzer.analyze(sql, catalog);
            }

            @Override
            public Optional<AnalyzedCommand> known(String sql, Catalog catalog) {
                return analyzer.known(sql, catalog);
            }
        };
    }

    private static TlsContexts tls(PostgresListenerProperties properties) {
        try {
            return new TlsContexts(properties.certificateFile(), properties.privateKeyFile());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the PostgreSQL listener cannot use " + properties.certificateFile() + " with "
                            + properties.privateKeyFile(),
                    e);
        }
    }
}
