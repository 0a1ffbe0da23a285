// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How sessions at targets are compared with those of the gateways.
///
/// @param grace how long a gateway's own record of a session may take to arrive before the session counts as
///     nobody's
/// @param tolerance how far the clocks of gateways may be apart
/// @param overdue how long no gateway may have seen a target before that is a finding
/// @param keep how long logins are remembered, for comparisons with a target's own log
/// @param every how often is compared
@Validated
@ConfigurationProperties("portcullis.audit.targets")
public record TargetProperties(
        @DefaultValue("1m") Duration grace,
        @DefaultValue("5s") Duration tolerance,
        @DefaultValue("3h") Duration overdue,
        @DefaultValue("400d") Duration keep,
        @DefaultValue("10s") Duration every) {}
