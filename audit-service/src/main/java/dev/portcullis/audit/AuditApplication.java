// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.tokens.TokenVerification;
import dev.portcullis.tracing.TracingConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Starts the audit service.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
@Import({TokenVerification.class, TracingConfiguration.class})
public class AuditApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AuditApplication.class, arguments);
    }

    /// The only clock; everything that needs the time is given it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
