// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the gateway looks for sessions that went past it, at targets whose connection says with which role.
///
/// @param interval between two looks at each target
/// @param failures so many looks in a row must fail before that is reported
/// @param repeat how often what has not changed is reported again: that all is as it was, and that nothing can
///     be seen
@Validated
@ConfigurationProperties("portcullis.observation")
public record ObservationProperties(
        @DefaultValue("30s") Duration interval,
        @DefaultValue("3") @Min(1) int failures,
        @DefaultValue("1h") Duration repeat) {}
