// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// For a service to import. There is always a [Tracing]; whether it does anything is a setting, not a condition, since
/// which beans there are is decided when a service is built.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingProperties.class)
public class TracingConfiguration {

    @Bean(destroyMethod = "close")
    Tracing tracing(TracingProperties settings, @Value("${spring.application.name}") String service) {
        return Tracing.of(settings, service);
    }
}
