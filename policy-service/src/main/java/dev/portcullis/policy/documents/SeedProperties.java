// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where documents come from besides REST.
///
/// @param seedDirectory a folder whose documents are applied at the start, unless they exist already; null for none
/// @param reloadInterval how often changes made by other instances are looked for
@Validated
@ConfigurationProperties("portcullis.policy")
public record SeedProperties(
        @Nullable Path seedDirectory, @DefaultValue("1s") Duration reloadInterval) {}
