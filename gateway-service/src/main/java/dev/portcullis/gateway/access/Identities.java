// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.identity.Identity;

/// Turns tokens into identities.
public interface Identities {

    /// The identity of a token whose issuer is allowed, whose signature, audience and times are valid. May
    /// block.
    ///
    /// @throws NotAuthenticatedException the token is not accepted
    /// @throws DependencyUnavailable the issuer's keys could not be had, so that nobody knows
    Identity verify(String token) throws NotAuthenticatedException, DependencyUnavailable;

    /// The identity of a token, or of a key that opens this connection. May block.
    ///
    /// @throws NotAuthenticatedException neither is accepted
    /// @throws DependencyUnavailable nobody knows now
    default Identity verify(String credential, String connection)
            throws NotAuthenticatedException, DependencyUnavailable {
        return verify(credential);
    }
}
