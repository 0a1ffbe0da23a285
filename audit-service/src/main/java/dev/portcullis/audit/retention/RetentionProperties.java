// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How long what is kept. Both times go into the database with the owner's word, which is what counts there.
///
/// @param events the bytes of events
/// @param recordings recordings, from the end of their session
/// @param every how often what is over is given up
@Validated
@ConfigurationProperties("portcullis.audit.retention")
public record RetentionProperties(
        @DefaultValue("400d") Duration events,
        @DefaultValue("90d") Duration recordings,
        @DefaultValue("1h") Duration every) {

    public RetentionProperties {
        if (!events.isPositive() || !recordings.isPositive()) {
            throw new IllegalArgumentException("portcullis.audit.retention: everything is kept for some time");
        }
    }
}
