// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where the other services are and how the gateway shows who it is.
///
/// @param policy base of the policy service
/// @param approval base of the approval service
/// @param audit base of the audit service
/// @param timeout how long one call may take
/// @param tokenUri where the gateway's own token is issued
/// @param clientId the gateway's name at the issuer
/// @param clientSecret the gateway's secret at the issuer; never printed
@Validated
@ConfigurationProperties("portcullis.services")
public record ServicesProperties(
        @DefaultValue("http://localhost:8081") URI policy,
        @DefaultValue("http://localhost:8082") URI approval,
        @DefaultValue("http://localhost:8083") URI audit,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("http://localhost:9000/oauth2/token") URI tokenUri,
        @DefaultValue("svc-gateway") String clientId,
        @DefaultValue("") String clientSecret) {

    @Override
    public String toString() {
        return "ServicesProperties[" + policy + ", " + approval + ", " + audit + ", " + clientId + "]";
    }
}
