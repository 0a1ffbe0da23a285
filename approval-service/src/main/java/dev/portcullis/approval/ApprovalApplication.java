// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval;

import dev.portcullis.tokens.TokenVerification;
import dev.portcullis.tracing.TracedRequests;
import dev.portcullis.tracing.Tracing;
import dev.portcullis.tracing.TracingConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Starts the approval service.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
@Import({TokenVerification.class, TracingConfiguration.class})
public class ApprovalApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ApprovalApplication.class, arguments);
    }

    /// The only clock; everything that compares times is given it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    TracedRequests tracedRequests(Tracing tracing) {
        return new TracedRequests(tracing);
    }
}
