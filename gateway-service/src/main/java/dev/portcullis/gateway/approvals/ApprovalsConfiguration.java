// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.Topics;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.services.ServiceClient;
import dev.portcullis.gateway.topics.KafkaProperties;
import dev.portcullis.gateway.topics.TopicTail;
import io.micrometer.core.instrument.Gauge;
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

    @Bean
    Waiters waiters(MeterRegistry metrics) {
        Waiters waiters = new Waiters();
        Gauge.builder("portcullis.holds", waiters, Waiters::count)
                .description("Commands that wait for people")
                .register(metrics);
        return waiters;
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
        var _ = approvalPolls.scheduleWithFixedDelay(approvals::askAboutAll, millis, millis, TimeUnit.MILLISECONDS);
        return approvals;
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
