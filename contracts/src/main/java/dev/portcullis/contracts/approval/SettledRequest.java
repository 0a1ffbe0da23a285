// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.util.List;

/// `POST /v1/approvals:settled` (internal, gateway only): which of these wait for people no longer. Answered with
/// [Settled].
///
/// @param ids approvals, at most [#MOST]; those that nobody knows are passed over
public record SettledRequest(List<String> ids) {

    /// How many may be asked about at once.
    public static final int MOST = 500;

    /// Those that were decided, withdrawn, used up, or whose time is over.
    ///
    /// @param items in no particular order
    public record Settled(List<Approval> items) {}
}
