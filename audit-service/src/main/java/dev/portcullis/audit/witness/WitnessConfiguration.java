// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.merkle.WitnessPolicy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the configuration says of witnesses. A key or an address that is none stops the start.
@Configuration(proxyBeanMethods = false)
class WitnessConfiguration {

    @Bean
    WitnessPolicy witnessPolicy(WitnessProperties properties) {
        return properties.policy();
    }
}
