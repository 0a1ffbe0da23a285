// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import org.jspecify.annotations.Nullable;

/// Resolves credential references. Only the gateway does, and only for the moment it logs in at the target.
public interface Credentials {

    /// The credential of a connection. May block.
    ///
    /// @throws DependencyUnavailable the reference leads nowhere
    Credential resolve(Connection connection) throws DependencyUnavailable;

    /// A user and password at the target. Prints itself without the password.
    ///
    /// @param session what a temporary key is shown together with; null for every other credential
    record Credential(
            String user, Secret password, @Nullable Secret session) {
        public Credential(String user, Secret password) {
            this(user, password, null);
        }
    }

    /// A value that must not be printed.
    record Secret(String reveal) {
        @Override
        public String toString() {
            return "<secret>";
        }
    }
}
