// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Whose tokens are accepted.
///
/// @param issuer the only accepted `iss`
/// @param jwkSetUri where the issuer's keys are, so that no discovery is needed at the start
/// @param audience what `aud` must contain
@Validated
@ConfigurationProperties("portcullis.identity")
public record IdentityProperties(
        @NotBlank String issuer,
        @NotBlank String jwkSetUri,
        @DefaultValue("portcullis") @NotBlank String audience) {}
