// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.util.List;

/// `POST /v1/approvals:withdraw` (internal, gateway only): nobody waits for these commands any more, and whoever says
/// so
/// does not know whether their filing arrived, or will. Answered with nothing.
///
/// @param commands at most [#MOST]
public record CallOffRequest(List<Filed> commands) {

    /// How many may be called off at once.
    public static final int MOST = 500;

    /// A command as it was filed.
    ///
    /// @param commandId the id that it was filed under
    /// @param digest the digest that it was filed with; without it nothing is called off
    public record Filed(String commandId, String digest) {}
}
