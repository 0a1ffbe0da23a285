// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.identity;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The development identity provider. It listens on loopback only and issues tokens to whoever knows a secret that the
/// launcher made for this run.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class IdentityProvider {

    public static void main(String[] arguments) {
        SpringApplication.run(IdentityProvider.class, arguments);
    }
}
