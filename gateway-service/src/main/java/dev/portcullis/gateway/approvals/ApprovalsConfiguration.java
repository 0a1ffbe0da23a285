// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.Topics;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.services.ServiceClient;
import dev.portcullis.gateway.topics.KafkaProperties;
import dev.portcullis.gateway.topics.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ApprovalsConfiguration {
    private static final Logger log = LoggerFactory.getLogger(ApprovalsConfiguration.class);
    private static final long GRANT_SWEEP_MILLIS = 250;

    @Bean
    Waiters waiters(MeterRegistry metrics) {
        return new Waiters(metrics);
    }

    @Bean
    Approvals approvals(
            ServiceClient approvalService,
            Waiters waiters,
            Clock clock,
            ApprovalsProperties properties,
            ScheduledExecutorService approvalPolls) {
        RemoteApprovals approvals = new RemoteApprovals(approvalService, waiters, clock, properties.grace());
        long millis = properties.poll().toMillis();
        repeat(approvalPolls, approvals::askAboutAll, millis);
        repeat(approvalPolls, approvals::withdrawAgain, millis);
        return approvals;
    }

    @Bean
    RemoteGrants grants(
            ServiceClient approvalService,
            LiveSessions sessions,
            Clock clock,
            ApprovalsProperties properties,
            ScheduledExecutorService approvalPolls) {
        RemoteGrants grants = new RemoteGrants(approvalService, sessions, clock);
        repeat(approvalPolls, grants::endWhatIsOver, GRANT_SWEEP_MILLIS);
        repeat(approvalPolls, grants::askAboutAll, properties.poll().toMillis());
        return grants;
    }

    @Bean(destroyMethod = "close")
    TopicTail grantTail(KafkaProperties kafka, JsonMapper json, RemoteGrants grants) {
        return new TopicTail(Topics.GRANT, kafka, new GrantFeed(json, grants));
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService approvalPolls() {
        // One for each repeated work: the ends of grants must not wait for a slow answer.
        return Executors.newScheduledThreadPool(
                4, Thread.ofPlatform().name("approval-polls-", 1).daemon().factory());
    }

    @Bean(destroyMethod = "close")
    TopicTail approvalTail(KafkaProperties kafka, JsonMapper json, Waiters waiters) {
        return new TopicTail(Topics.APPROVAL, kafka, new ApprovalFeed(json, waiters));
    }

    /// Again and again, each time when the one before is over, however that ended.
    private static void repeat(ScheduledExecutorService polls, Runnable work, long millis) {
        var _ = polls.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        log.atError().setCause(e).log("repeated work at approvals failed");
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }
}
