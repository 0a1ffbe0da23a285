// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the gateways' logins at one target, in the order of their times.
///
/// @param next where to go on; null at the end
public record TargetLoginPage(List<Login> items, @Nullable String next) {

    public TargetLoginPage {
        items = List.copyOf(items);
    }

    /// One login.
    ///
    /// @param process the process at the target that served it
    /// @param openedAt just before the connection was made, by the gateway's clock
    /// @param readyAt when the login was through
    /// @param chainId the session it was made for, or the gateway's own chain of events
    /// @param connection the connection it was made over
    /// @param purpose `SESSION`, or what the gateway needed it for itself
    public record Login(
            long process, Instant openedAt, Instant readyAt, String chainId, String connection, String purpose) {}
}
