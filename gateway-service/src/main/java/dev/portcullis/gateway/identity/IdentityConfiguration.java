// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.Identities;
import java.net.http.HttpClient;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    @Bean
    Revocations revocations() {
        return new Revocations();
    }

    @Bean
    Identities identities(
            IdentityProperties properties,
            HttpClient serviceHttp,
            Clock clock,
            Revocations revocations,
            AccessKeys keys) {
        return new TokensAndKeys(new TokenVerifier(properties, serviceHttp, clock, revocations), keys);
    }
}
