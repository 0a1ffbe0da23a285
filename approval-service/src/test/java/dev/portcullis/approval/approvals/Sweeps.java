// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.testing.RunningService;

/// The sweep of a service that does not sweep by itself.
public final class Sweeps {

    private Sweeps() {}

    /// Ends what is due.
    public static void approvals(RunningService service) {
        service.bean(Expiry.class).sweep();
    }
}
