// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What may be agreed to in advance. Without rules nothing is.
///
/// @param rules all that name a connection apply to it together: every quorum, the shortest time, the
///     fewest uses
/// @param decideWithin how long people have to decide
/// @param perIdentity how many templates one identity may have proposed or active at once
@Validated
@ConfigurationProperties("portcullis.templates")
public record TemplateProperties(
        @DefaultValue List<@Valid Rule> rules,
        @DefaultValue("1h") Duration decideWithin,
        @DefaultValue("20") @Min(1) int perIdentity) {

    public TemplateProperties {
        rules = List.copyOf(rules);
    }

    /// What may be agreed to on some connections.
    ///
    /// @param connections their names; `*` stands for anything
    /// @param quorum who must agree, besides whom policy asks for the command itself
    /// @param longest for how long at most
    /// @param mostUses how often at most
    public record Rule(
            @NotEmpty List<String> connections,
            @NotBlank String quorum,
            @DefaultValue("24h") Duration longest,

            @DefaultValue("1000") @Min(1) @Max(1_000_000_000)
            long mostUses) {

        public Rule {
            connections = List.copyOf(connections);
        }
    }
}
