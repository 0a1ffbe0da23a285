// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.control;

import dev.portcullis.contracts.Topics;
import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.audit.JournaledAuditLog;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.topics.KafkaProperties;
import dev.portcullis.gateway.topics.TopicTail;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ControlConfiguration {

    @Bean(destroyMethod = "close")
    TopicTail controlTail(
            KafkaProperties kafka,
            JsonMapper json,
            LiveSessions sessions,
            Revocations revocations,
            AccessKeys keys,
            JournaledAuditLog audit) {
        ControlFeed feed = new ControlFeed(json, sessions, revocations, keys, audit::obeyed);
        return new TopicTail(Topics.CONTROL, kafka, feed);
    }
}
