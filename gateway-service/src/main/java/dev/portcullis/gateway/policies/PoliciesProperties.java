// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How long answers of the policy service are trusted.
///
/// @param silence when the policy topic was not heard from for this long, nothing remembered is used
/// @param decisions how many decisions are remembered
/// @param connections how many connections are remembered
@Validated
@ConfigurationProperties("portcullis.policies")
public record PoliciesProperties(
        @DefaultValue("6s") Duration silence,
        @DefaultValue("100000") int decisions,
        @DefaultValue("1000") int connections) {}
