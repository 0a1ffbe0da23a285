// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.merkle.evidence.BundleHeader;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What one bundle may hold and take. More is refused, never cut.
///
/// @param mostEvents events
/// @param mostDays days from the beginning of the period to its end
/// @param mostBytes bytes of events
/// @param selectWithin how long finding the events may take; below what the edge waits for an answer's beginning
@Validated
@ConfigurationProperties("portcullis.audit.evidence")
record EvidenceProperties(
        @DefaultValue("100000") @Min(1) int mostEvents,
        @DefaultValue("400") @Min(1) int mostDays,
        @DefaultValue("1073741824") @Min(1) long mostBytes,
        @DefaultValue("25s") Duration selectWithin) {

    BundleHeader.Bounds bounds() {
        return new BundleHeader.Bounds(mostEvents, mostDays, mostBytes);
    }
}
