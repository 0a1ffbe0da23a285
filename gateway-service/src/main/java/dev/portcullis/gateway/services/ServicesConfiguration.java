// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import dev.portcullis.gateway.access.Refusal.Dependency;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ServicesConfiguration {

    @Bean
    HttpClient serviceHttp(ServicesProperties properties) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.timeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Bean
    ServiceTokens serviceTokens(ServicesProperties properties, HttpClient serviceHttp, JsonMapper json, Clock clock) {
        return new ServiceTokens(properties, serviceHttp, json, clock);
    }

    @Bean
    ServiceClient policyService(
            ServicesProperties properties, HttpClient serviceHttp, ServiceTokens tokens, JsonMapper json) {
        return client(Dependency.POLICY, properties.policy(), properties, serviceHttp, tokens, json);
    }

    @Bean
    ServiceClient approvalService(
            ServicesProperties properties, HttpClient serviceHttp, ServiceTokens tokens, JsonMapper json) {
        return client(Dependency.APPROVAL, properties.approval(), properties, serviceHttp, tokens, json);
    }

    private static ServiceClient client(
            Dependency dependency,
            URI base,
            ServicesProperties properties,
            HttpClient http,
            ServiceTokens tokens,
            JsonMapper json) {
        return new ServiceClient(dependency, base, http, tokens, json, properties.timeout());
    }
}
