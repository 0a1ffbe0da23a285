// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class KeysConfiguration {
    private static final Logger log = LoggerFactory.getLogger(KeysConfiguration.class);

    /// A wish for a key is one short piece.
    private static final Duration PATIENCE_WITH_BODIES = Duration.ofSeconds(10);

    @Bean
    RemoteKeys accessKeys(
            ServiceClient approvalService,
            LiveSessions sessions,
            Revocations revocations,
            Clock clock,
            KeysProperties properties) {
        return new RemoteKeys(approvalService, sessions, revocations, clock, properties.silence());
    }

    /// Asked on a thread of its own, and told on another: a slow answer must not keep anything else waiting.
    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService keyWatch(RemoteKeys accessKeys, KeysProperties properties) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("key-watch").daemon().factory());
        long millis = properties.interval().toMillis();
        var _ = watch.scheduleWithFixedDelay(
                () -> {
                    try {
                        accessKeys.watch();
                        accessKeys.tellSoon();
                    } catch (RuntimeException e) {
                        // Whatever it is, the next look must come.
                        log.atError().setCause(e).log("keys not watched");
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
        return watch;
    }

    @Bean(destroyMethod = "dispose")
    Scheduler issuing() {
        return Schedulers.fromExecutorService(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("key-", 0).factory()));
    }

    @Bean
    RouterFunction<ServerResponse> keyRoute(
            RemoteKeys accessKeys, Identities identities, Connections connections, Scheduler issuing, Clock clock) {
        KeyHandler handler = new KeyHandler(accessKeys, identities, connections, issuing, clock, PATIENCE_WITH_BODIES);
        return RouterFunctions.route()
                .POST("/api/approvals/v1/keys", handler::issue)
                .build();
    }
}
