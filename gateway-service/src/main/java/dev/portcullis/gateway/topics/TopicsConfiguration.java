// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.topics;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TopicsConfiguration {

    @Bean(destroyMethod = "close")
    TopicCreation topicCreation(KafkaProperties properties) {
        return new TopicCreation(properties);
    }
}
