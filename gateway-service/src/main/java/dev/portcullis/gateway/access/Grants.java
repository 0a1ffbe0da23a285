// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.identity.Identity;
import java.util.Optional;

/// Who was granted access for a time.
public interface Grants {

    /// Nobody was granted anything: connections that demand a grant stay shut.
    Grants NONE = (_, _) -> Optional.empty();

    /// The grant with which this identity may reach this connection now. May block.
    ///
    /// @throws DependencyUnavailable nobody could be asked
    Optional<SessionGrant> find(Identity identity, String connection) throws DependencyUnavailable;
}
