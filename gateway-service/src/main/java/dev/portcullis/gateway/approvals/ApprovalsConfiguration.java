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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ApprovalsConfiguration {
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
        // On a thread of its own: the ends of grants must not wait for a slow answer.
        var _ = approvalPolls.scheduleWithFixedDelay(
                () -> Thread.ofVirtual().name("approvals").start(approvals::askAboutAll),
                millis,
                millis,
                TimeUnit.MILLISECONDS);
        var _ = approvalPolls.scheduleWithFixedDelay(
                () -> Thread.ofVirtual().name("withdrawals").start(approvals::withdrawAgain),
                millis,
                millis,
                TimeUnit.MILLISECONDS);
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
        long poll = properties.poll().toMillis();
        var _ = approvalPolls.scheduleWithFixedDelay(
                grants::endWhatIsOver, GRANT_SWEEP_MILLIS, GRANT_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        var _ = approvalPolls.scheduleWithFixedDelay(grants::askAboutAll, poll, poll, TimeUnit.MILLISECONDS);
        return grants;
    }

    @Bean(destroyMethod = "close")
    TopicTail grantTail(KafkaProperties kafka, JsonMapper json, RemoteGrants grants) {
        return new TopicTail(Topics.GRANT, kafka, new GrantFeed(json, grants));
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService approvalPolls() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("approval-polls").daemon().factory());
    }

    @Bean(destroyMethod = "close")
    TopicTail approvalTail(KafkaProperties kafka, JsonMapper json, Waiters waiters) {
        return new TopicTail(Topics.APPROVAL, kafka, new ApprovalFeed(json, waiters));
    }
}
