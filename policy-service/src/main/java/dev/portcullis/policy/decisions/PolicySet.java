// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.policy.classifications.Classifications;
import dev.portcullis.policy.policies.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that counts, at one version, compiled and sorted by connection: immutable, so a decision needs neither
/// lock nor database.
public final class PolicySet {

    private final long version;
    private final List<VersionedPolicy> policies;
    private final Map<String, Connection> connections;
    private final Map<String, Classifications> classifications;
    private final Map<String, ConnectionRules> rules = new HashMap<>();

    PolicySet(
            long version,
            List<VersionedPolicy> policies,
            List<Connection> connections,
            Map<String, Classifications> classifications) {
        this.version = version;
        this.policies = List.copyOf(policies);
        this.classifications = Map.copyOf(classifications);
        Map<String, Connection> byName = new HashMap<>();
        for (Connection connection : connections) {
            byName.put(connection.name(), connection);
            rules.put(connection.name(), rulesFor(connection));
        }
        this.connections = Map.copyOf(byName);
    }

    /// Counts up with every change of anything.
    public long version() {
        return version;
    }

    /// All connections, by name.
    public List<Connection> connections() {
        return connections.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /// One connection.
    public Optional<Connection> connection(String name) {
        return Optional.ofNullable(connections.get(name));
    }

    /// What the columns of a connection hold.
    public Classifications classifications(String connection) {
        return classifications.getOrDefault(connection, new Classifications(connection, List.of(), 0));
    }

    /// The rules that have a say about a connection; empty for an unknown one.
    Optional<ConnectionRules> rules(String connection) {
        return Optional.ofNullable(rules.get(connection));
    }

    /// The same set with one policy added, or put in the place of the one with its name. For simulations.
    PolicySet with(VersionedPolicy candidate) {
        List<VersionedPolicy> changed = new ArrayList<>(policies);
        changed.removeIf(policy -> policy.name().equals(candidate.name()));
        changed.add(candidate);
        changed.sort((one, other) -> one.name().compareTo(other.name()));
        return new PolicySet(version, changed, List.copyOf(connections.values()), classifications);
    }

    private ConnectionRules rulesFor(Connection connection) {
        return ConnectionRules.of(
                connection,
                policies.stream()
                        .filter(policy -> policy.policy().match().includes(connection))
                        .toList());
    }

    /// A policy and the version of its document.
    ///
    /// @param policy what it says
    /// @param version its document's version
    record VersionedPolicy(Policy policy, long version) {

        String name() {
            return policy.name();
        }
    }
}
