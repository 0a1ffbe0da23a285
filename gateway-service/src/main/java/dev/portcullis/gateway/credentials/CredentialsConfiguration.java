// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.credentials;

import dev.portcullis.gateway.access.Credentials;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CredentialsConfiguration {

    @Bean
    Credentials credentials() {
        return new CredentialReferences(System.getenv());
    }
}
