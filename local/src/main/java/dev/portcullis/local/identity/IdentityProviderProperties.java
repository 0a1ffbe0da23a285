// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.identity;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of the development identity provider.
///
/// @param issuer the `iss` of its tokens
/// @param audience the `aud` of its tokens
/// @param clients the file with the secret of each client
/// @param key the file that keeps the signing key, so that tokens outlive a restart
/// @param tokenLifetime how long a token lives unless its request says otherwise
/// @param longestLifetime what a request may ask for at most
@ConfigurationProperties("portcullis.development-identity")
public record IdentityProviderProperties(
        String issuer,
        @DefaultValue("portcullis") String audience,
        Path clients,
        Path key,
        @DefaultValue("30m") Duration tokenLifetime,
        @DefaultValue("1h") Duration longestLifetime) {}
