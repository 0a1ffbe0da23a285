// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Bounds of previews.
///
/// @param statementTimeout how long the target may take for each of a preview's few statements
/// @param atOnce how many previews this gateway makes at once; of one person it makes one
@Validated
@ConfigurationProperties("portcullis.preview")
public record PreviewProperties(
        @DefaultValue("5s") Duration statementTimeout,
        @DefaultValue("4") @Min(1) int atOnce) {}
