// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How long keys live, and how many there are.
///
/// @param longest for how long at most, whatever is asked for
/// @param beyondToken whether a key may outlive the token that it was issued for
/// @param perIdentity how many one identity may hold at once
@Validated
@ConfigurationProperties("portcullis.keys")
public record KeyProperties(
        @DefaultValue("8h") Duration longest,
        @DefaultValue("false") boolean beyondToken,
        @DefaultValue("20") @Min(0) int perIdentity) {

    /// When a key ends that is issued now.
    ///
    /// @param token when its token ends
    /// @param seconds how long it is asked for; null for as long as it may
    Instant end(Instant now, Instant token, @Nullable Long seconds) {
        Instant longest = now.plus(this.longest);
        // Compared as numbers: what is asked for may be more than time has room for.
        Instant asked = seconds == null || seconds >= this.longest.toSeconds() ? longest : now.plusSeconds(seconds);
        return beyondToken || asked.isBefore(token) ? asked : token;
    }
}
