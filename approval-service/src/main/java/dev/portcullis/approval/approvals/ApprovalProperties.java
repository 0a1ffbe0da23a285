// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Bounds of held commands.
///
/// @param maxTtl the longest hold that may be asked for
/// @param maxCommand the longest command, and the longest parameter, in characters
/// @param sweepInterval how often approvals whose time is over are looked for
@Validated
@ConfigurationProperties("portcullis.approval")
public record ApprovalProperties(
        @DefaultValue("24h") Duration maxTtl,
        @DefaultValue("1048576") @Min(1) @Max(16_777_216) int maxCommand,
        @DefaultValue("250ms") Duration sweepInterval) {}
