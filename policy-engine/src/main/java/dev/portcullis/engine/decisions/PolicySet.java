// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.engine.policies.Policy;
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

    /// The set of these documents.
    public PolicySet(
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
    public Optional<ConnectionRules> rules(String connection) {
        return Optional.ofNullable(rules.get(connection));
    }

    /// The same set with one policy added, or put in the place of the one with its name. For simulations.
    public PolicySet with(VersionedPolicy candidate) {
        List<VersionedPolicy> changed = new ArrayList<>(policies);
        changed.removeIf(policy -> policy.name().equals(candidate.name()));
        changed.add(candidate);
        changed.sort((one, other) -> one.name().compareTo(other.name()));
        return new PolicySet(version, changed, List.copyOf(connections.values()), classifications);
    }

    /// The same set without a policy.
    public PolicySet withoutPolicy(String name) {
        List<VersionedPolicy> rest = new ArrayList<>(policies);
        rest.removeIf(policy -> policy.name().equals(name));
        return new PolicySet(version, rest, List.copyOf(connections.values()), classifications);
    }

    /// The same set with a connection added, or put in the place of the one with its name.
    public PolicySet with(Connection candidate) {
        Map<String, Connection> changed = new HashMap<>(connections);
        changed.put(candidate.name(), candidate);
        return new PolicySet(version, policies, List.copyOf(changed.values()), classifications);
    }

    /// The same set without a connection.
    public PolicySet withoutConnection(String name) {
        Map<String, Connection> rest = new HashMap<>(connections);
        rest.remove(name);
        return new PolicySet(version, policies, List.copyOf(rest.values()), classifications);
    }

    /// The same set with other classifications of one connection.
    public PolicySet with(Classifications candidate) {
        Map<String, Classifications> changed = new HashMap<>(classifications);
        changed.put(candidate.connection(), candidate);
        return new PolicySet(version, policies, List.copyOf(connections.values()), changed);
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
    public record VersionedPolicy(Policy policy, long version) {

        /// Its name.
        public String name() {
            return policy.name();
        }
    }
}
