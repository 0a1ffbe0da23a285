// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Bounds of the HTTP edge.
///
/// @param maxBody the largest request body that is passed on
/// @param timeout how long a service may be silent within an answer; event streams have no such bound
@Validated
@ConfigurationProperties("portcullis.edge")
public record EdgeProperties(
        @DefaultValue("2MB") DataSize maxBody,
        @DefaultValue("30s") Duration timeout) {}
