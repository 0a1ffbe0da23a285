// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.connections;

import dev.portcullis.contracts.connection.Connection;
import java.util.List;
import java.util.Optional;

/// The connections that count at this moment, from memory.
public interface RegisteredConnections {

    /// All of them, by name.
    List<Connection> connections();

    /// The one with a name.
    Optional<Connection> connection(String name);
}
