// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import java.util.List;
import java.util.Optional;

/// The registered targets.
public interface Connections {

    /// The connection of this name, as of now. May block.
    ///
    /// @throws DependencyUnavailable the catalogue could not be asked
    Optional<Connection> find(String name) throws DependencyUnavailable;

    /// All of them, as of now. May block.
    ///
    /// @throws DependencyUnavailable the catalogue could not be asked, or not to its end
    List<Connection> all() throws DependencyUnavailable;

    /// What the columns of a connection hold, as of now. May block.
    ///
    /// @throws DependencyUnavailable the catalogue could not be asked; no classification is not the same as
    ///     an empty one
    List<Classification> classifications(String connection) throws DependencyUnavailable;

    /// Counts up whenever a connection or classification may have changed; never blocks. What was derived
    /// from an older generation is to be made anew.
    long generation();
}
