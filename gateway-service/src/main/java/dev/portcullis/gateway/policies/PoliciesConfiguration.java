// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import dev.portcullis.contracts.Topics;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.gateway.services.ServiceClient;
import dev.portcullis.gateway.topics.KafkaProperties;
import dev.portcullis.gateway.topics.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class PoliciesConfiguration {

    @Bean
    PolicyVersions policyVersions(Clock clock, PoliciesProperties properties) {
        return new PolicyVersions(clock, properties.silence());
    }

    @Bean
    Policies policies(
            ServiceClient policyService,
            PolicyVersions versions,
            MeterRegistry metrics,
            Clock clock,
            PoliciesProperties properties) {
        return new RemotePolicies(policyService, versions, new DecisionCounts(metrics), clock, properties.decisions());
    }

    @Bean
    Budgets budgets(ServiceClient policyService) {
        return new RemoteBudgets(policyService);
    }

    @Bean
    Connections connections(ServiceClient policyService, PolicyVersions versions, PoliciesProperties properties) {
        return new RemoteConnections(policyService, versions, properties.connections());
    }

    @Bean(destroyMethod = "close")
    TopicTail policyTail(KafkaProperties kafka, JsonMapper json, PolicyVersions versions) {
        return new TopicTail(Topics.POLICY, kafka, new PolicyFeed(json, versions));
    }
}
