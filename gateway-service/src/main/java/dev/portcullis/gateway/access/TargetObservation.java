// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.util.List;

/// What one look at a target brought.
public sealed interface TargetObservation {

    /// The target, as `host:port`.
    String address();

    /// Its sessions were seen.
    ///
    /// @param own how many are this gateway's
    /// @param foreign how many are not
    /// @param fresh those of the foreign ones that were not reported before
    record Made(String address, int own, int foreign, List<ForeignSession> fresh) implements TargetObservation {
        public Made {
            fresh = List.copyOf(fresh);
        }
    }

    /// They could not be seen: whoever goes past the gateway now goes unseen.
    record Failed(String address, String why) implements TargetObservation {}
}
