// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.services.ServiceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The policy service's catalogue of targets. What is there is remembered while the policy topic vouches
/// for it; that something is not there is not.
final class RemoteConnections implements Connections {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final int NOT_FOUND = 404;
    private static final int MOST = 10_000;

    private final ServiceClient service;
    private final PolicyVersions versions;
    private final NewestAnswers newest;
    private final Cache<String, Remembered> connections;

    RemoteConnections(ServiceClient service, PolicyVersions versions, int remembered) {
        this.service = service;
        this.versions = versions;
        this.newest = new NewestAnswers(versions);
        this.connections = Caffeine.newBuilder().maximumSize(remembered).build();
        versions.onChange(connections::invalidateAll);
    }

    @Override
    public Optional<Connection> find(String name) throws DependencyUnavailable {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Remembered remembered = connections.getIfPresent(name);
        if (remembered != null && versions.isFresh() && remembered.generation() == versions.generation()) {
            return Optional.of(remembered.connection());
        }
        long generation = versions.generation();
        ServiceClient.ServiceAnswer answer = ask("/v1/connections/" + name);
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        Connection connection = answer.as(Connection.class);
        connections.put(name, new Remembered(connection, generation));
        return Optional.of(connection);
    }

    @Override
    public List<Connection> all() throws DependencyUnavailable {
        List<Connection> all = new ArrayList<>();
        String after = "";
        do {
            Page page = ask("/v1/connections?limit=100&after=" + after).as(Page.class);
            all.addAll(page.items());
            after = page.next() == null ? "" : ServiceClient.segment(page.next());
        } while (!after.isEmpty() && all.size() < MOST);
        if (!after.isEmpty()) {
            throw new DependencyUnavailable(
                    Refusal.Dependency.POLICY, "there are more connections than the " + MOST + " a gateway knows");
        }
        return all;
    }

    @Override
    public List<Classification> classifications(String connection) throws DependencyUnavailable {
        return List.of(ask("/v1/classifications?connection=" + ServiceClient.segment(connection))
                .as(Classification[].class));
    }

    @Override
    public long generation() {
        return versions.generation();
    }

    private ServiceClient.ServiceAnswer ask(String path) throws DependencyUnavailable {
        return newest.of(() -> NewestAnswers.Versioned.of(service.get(path)));
    }

    record Page(List<Connection> items, @Nullable String next) {
        Page {
            items = List.copyOf(items);
        }
    }

    private record Remembered(Connection connection, long generation) {}
}
