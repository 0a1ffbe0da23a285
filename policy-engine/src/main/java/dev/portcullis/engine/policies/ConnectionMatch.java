// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.rules.Glob;
import java.util.List;
import java.util.Map;

/// The connections a policy is about: any of the names, and all of the labels.
///
/// @param names connection names in which `*` stands for any characters; empty for every name
/// @param labels labels a connection must carry with exactly these values
public record ConnectionMatch(List<String> names, Map<String, String> labels) {

    public ConnectionMatch {
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }

    /// Whether a policy with this match has a say about a connection.
    public boolean includes(Connection connection) {
        boolean named = names.isEmpty() || names.stream().anyMatch(glob -> Glob.matches(glob, connection.name()));
        return named && connection.labels().entrySet().containsAll(labels.entrySet());
    }
}
