// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Starts the approval service.
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class ApprovalApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ApprovalApplication.class, arguments);
    }

    /// The only clock; everything that compares times is given it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
