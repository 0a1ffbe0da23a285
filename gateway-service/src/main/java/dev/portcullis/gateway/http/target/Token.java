// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A short-lived credential.
///
/// @param value the token
/// @param lifetime how long it may be used before another is asked for
/// @param base where it is good for; null for the connection's own address
record Token(String value, Duration lifetime, Placement.@Nullable Base base) {
    @Override
    public String toString() {
        return "Token[<secret>]";
    }
}
