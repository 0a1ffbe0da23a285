// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.kafka;

import org.apache.kafka.clients.producer.Producer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The one producer of this process.
@Configuration(proxyBeanMethods = false)
class SharedProducer {

    @Bean(destroyMethod = "close")
    Producer<String, byte[]> producer(KafkaClients clients) {
        return clients.producer();
    }
}
