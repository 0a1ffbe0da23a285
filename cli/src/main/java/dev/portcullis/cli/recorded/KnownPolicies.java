// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.recorded;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.decisions.PolicySet.VersionedPolicy;
import dev.portcullis.engine.policies.PolicyReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What the policy service has, as a set that decides here.
///
/// @param edge reads as somebody who may
public record KnownPolicies(Edge edge) {

    private static final String POLICIES = "/api/policy/v1/policies";
    private static final String CONNECTIONS = "/api/policy/v1/connections";

    /// What is in force.
    public PolicySet now() throws InterruptedException {
        return at(Instant.MAX, List.of());
    }

    /// The policies as they were in force at a moment, on the connections as they are today.
    ///
    /// @param more names of policies that counted then, in case they have been removed since
    public PolicySet at(Instant moment, Collection<String> more) throws InterruptedException {
        TreeSet<String> names = new TreeSet<>(more);
        names.addAll(names(POLICIES));
        PolicyReader reader = new PolicyReader();
        List<VersionedPolicy> policies = new ArrayList<>();
        for (String name : names) {
            version(name, moment)
                    .ifPresent(version -> policies.add(new VersionedPolicy(
                            reader.read(version.path("source").asString("")),
                            version.path("version").asLong(0))));
        }
        List<Connection> connections = new ArrayList<>();
        for (String name : names(CONNECTIONS)) {
            connections.add(edge.read(Edge.Call.get(CONNECTIONS + "/" + name), Connection.class));
        }
        return new PolicySet(0, policies, connections, Map.of());
    }

    /// The version of a policy that counted then; empty if there was none.
    private Optional<JsonNode> version(String name, Instant moment) throws InterruptedException {
        Optional<JsonNode> latest = Optional.empty();
        for (JsonNode version : edge.read(Edge.Call.get(POLICIES + "/" + name + "/versions"), JsonNode.class)) {
            boolean then =
                    !Instant.parse(version.path("changedAt").asString("")).isAfter(moment);
            boolean newer = latest.map(found -> found.path("version").asLong(0)
                            < version.path("version").asLong(0))
                    .orElse(true);
            if (then && newer) {
                latest = Optional.of(version);
            }
        }
        return latest.filter(found -> !found.path("removed").asBoolean(false));
    }

    private List<String> names(String path) throws InterruptedException {
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = edge.read(Edge.Call.get(path + "?limit=500&after=" + after), JsonNode.class);
            page.path("items").forEach(item -> names.add(item.path("name").asString("")));
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return names;
    }
}
