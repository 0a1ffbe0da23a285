// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who may be granted access to what. Without rules nobody is granted anything.
///
/// @param rules all that name a connection apply to it together: every quorum, the shortest times
/// @param decideWithin how long people have to decide
/// @param perIdentity how many grants one identity may ask for and hold at once
/// @param perConnection how many grants of one connection may hold at once
/// @param breakGlass access in an emergency
@Validated
@ConfigurationProperties("portcullis.grants")
public record GrantProperties(
        @DefaultValue List<@Valid Rule> rules,
        @DefaultValue("1h") Duration decideWithin,
        @DefaultValue("3") @Min(1) int perIdentity,
        @DefaultValue("50") @Min(1) int perConnection,
        @DefaultValue @Valid BreakGlass breakGlass) {

    public GrantProperties {
        rules = List.copyOf(rules);
    }

    /// What may be granted on some connections.
    ///
    /// @param connections their names; `*` stands for anything
    /// @param quorum who must agree
    /// @param longest for how long at most
    /// @param longestExtended for how long at most with all extensions
    public record Rule(
            @NotEmpty List<String> connections,
            @NotBlank String quorum,
            @DefaultValue("4h") Duration longest,
            @DefaultValue("12h") Duration longestExtended) {

        public Rule {
            connections = List.copyOf(connections);
        }
    }

    /// Access that begins at once and is looked at afterwards.
    ///
    /// @param responders who may take it, by subject
    /// @param groups who may take it, by group
    /// @param longest for how long at most
    /// @param reviewWithin how long after its end the review may stay open
    /// @param nagEvery how often an overdue review is brought up again
    public record BreakGlass(
            @DefaultValue List<String> responders,
            @DefaultValue List<String> groups,
            @DefaultValue("1h") Duration longest,
            @DefaultValue("24h") Duration reviewWithin,
            @DefaultValue("4h") Duration nagEvery) {

        public BreakGlass {
            responders = List.copyOf(responders);
            groups = List.copyOf(groups);
        }
    }
}
