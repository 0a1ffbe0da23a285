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
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Starts and stops the PostgreSQL listener with the gateway.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("portcullis.postgres.certificate-file")
class PostgresConfiguration {
    private static final Logger log = LoggerFactory.getLogger(PostgresConfiguration.class);
    private static final int KEY_BYTES = 32;

    @Bean
    SqlParser sqlParser() {
        return new SqlParser(SqlParserLimits.defaults());
    }

    @Bean
    PostgresLifecycle postgresListener(
            PostgresListenerProperties properties,
            SessionDoor door,
            AccessGuard guard,
            Connections connections,
            Credentials credentials,
            LiveSessions sessions,
            PreviewTickets tickets,
            SqlParser parser,
            AuditLog auditLog,
            ObservationProperties observation,
            MeterRegistry metrics,
            Clock clock)
            throws IOException {
        MaskKey key = maskKey(properties.maskKeyFile());
        return new PostgresLifecycle(() -> PostgresListeners.create(
                properties,
                door,
                guard,
                connections,
                credentials,
                sessions,
                tickets,
                parser,
                key,
                auditLog,
                observation,
                metrics,
                clock));
    }

    private static MaskKey maskKey(@Nullable Path file) throws IOException {
        if (file != null) {
            return MaskKey.of(Files.readAllBytes(file));
        }
        log.atWarn().log("no mask key file is set: pseudonyms and hashes will differ after a restart");
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return MaskKey.of(random);
    }
}
