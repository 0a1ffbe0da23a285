// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.postgres.PostgresLifecycle;
import dev.portcullis.gateway.postgres.PostgresListenerProperties;
import dev.portcullis.gateway.services.ServiceClient;
import dev.portcullis.sql.SqlParser;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Previews are there where the PostgreSQL listener is.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("portcullis.postgres.certificate-file")
class PreviewConfiguration {
    /// How much longer than the target an answer may be under way.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    @Bean
    Previews previews(
            ServiceClient approvalService,
            SqlParser parser,
            PreviewTickets tickets,
            PostgresLifecycle listener,
            PostgresListenerProperties postgres,
            PreviewProperties properties,
            Clock clock) {
        return new Previews(
                new PendingApprovals(approvalService),
                new Questions(parser),
                tickets,
                new OwnListener(
                        listener, postgres, properties.statementTimeout().plus(MARGIN)),
                new PreviewTurns(properties.atOnce()),
                properties.statementTimeout(),
                clock);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler previewing() {
        return Schedulers.fromExecutorService(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("preview-", 0).factory()));
    }

    @Bean
    RouterFunction<ServerResponse> previewRoute(Previews previews, Scheduler previewing) {
        PreviewHandler handler = new PreviewHandler(previews, previewing);
        return RouterFunctions.route()
                .POST("/api/approvals/v1/approvals/{id}/preview", handler::preview)
                .build();
    }
}
