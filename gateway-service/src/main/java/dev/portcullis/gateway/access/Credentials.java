// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;

/// Resolves credential references. Only the gateway does, and only for the moment it logs in at the target.
public interface Credentials {

    /// The credential of a connection. May block.
    ///
    /// @throws DependencyUnavailable the reference leads nowhere
    Credential resolve(Connection connection) throws DependencyUnavailable;

    /// A user and password at the target. Prints itself without the password.
    record Credential(String user, Secret password) {}

    /// A value that must not be printed.
    record Secret(String reveal) {
        @Override
        public String toString() {
            return "<secret>";
        }
    }
}
