// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Whose tokens are believed.
///
/// @param issuers the only issuers there are; nothing is ever fetched for another one
/// @param expirySkew for how long a token that has just expired is still taken
/// @param skew how far `nbf` and `iat` may lie ahead of this clock
/// @param keysMaxAge how old an issuer's keys may be before they are fetched anew; the old ones go on if that fails
/// @param keysMinInterval between two fetches of one issuer's keys, whatever tokens come
/// @param remembered how many verified tokens are remembered until they expire
@Validated
@ConfigurationProperties("portcullis.identity")
public record IdentityProperties(
        @NotEmpty List<@Valid Issuer> issuers,
        @DefaultValue("5s") Duration expirySkew,
        @DefaultValue("60s") Duration skew,
        @DefaultValue("10m") Duration keysMaxAge,
        @DefaultValue("60s") Duration keysMinInterval,
        @DefaultValue("10000") int remembered) {

    /// One issuer.
    ///
    /// @param issuer the exact `iss` of its tokens
    /// @param jwkSetUri where its keys are
    /// @param audience what `aud` must contain
    /// @param groups the path of the groups' claim, dots between its parts
    /// @param roles the path of the roles' claim, dots between its parts
    /// @param groupPrefix put before each group, so that two issuers' groups stay apart
    public record Issuer(
            @NotBlank String issuer,
            @NotNull URI jwkSetUri,
            @DefaultValue("portcullis") @NotBlank String audience,
            @DefaultValue("groups") @NotBlank String groups,
            @DefaultValue("roles") @NotBlank String roles,
            @DefaultValue("") String groupPrefix) {}
}
