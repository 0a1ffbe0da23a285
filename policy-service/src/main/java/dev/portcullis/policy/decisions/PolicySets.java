// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.policy.classifications.KnownClassifications;
import dev.portcullis.policy.connections.RegisteredConnections;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.StoredDocument;
import dev.portcullis.policy.feed.Committed;
import dev.portcullis.policy.feed.CurrentVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Holds the set that decisions are made with, and replaces it as a whole when anything has changed. While the
/// database is away the last set goes on deciding; before a first one could be loaded nothing is decided.
@Component
public class PolicySets
        implements CurrentVersion, RegisteredConnections, KnownClassifications, SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(PolicySets.class);

    private final DocumentStore store;
    private final PolicyReader policies;
    private volatile @Nullable PolicySet current;
    private volatile boolean behind;

    PolicySets(DocumentStore store, PolicyReader policies) {
        this.store = store;
        this.policies = policies;
    }

    /// The set to decide with.
    ///
    /// @throws NotLoadedException when none could be loaded yet
    public PolicySet current() {
        PolicySet set = current;
        if (set == null) {
            throw new NotLoadedException();
        }
        return set;
    }

    @Override
    public OptionalLong currentVersion() {
        PolicySet set = current;
        return set == null ? OptionalLong.empty() : OptionalLong.of(set.version());
    }

    @Override
    public List<Connection> connections() {
        return current().connections();
    }

    @Override
    public Optional<Connection> connection(String name) {
        return current().connection(name);
    }

    @Override
    public Classifications classifications(String connection) {
        return current().classifications(connection);
    }

    /// Whether the newest documents could not be loaded the last time it was tried.
    public boolean isBehind() {
        return behind;
    }

    /// Before the first request can arrive, if the database lets it.
    @Override
    public void afterSingletonsInstantiated() {
        poll();
    }

    /// Loads what was changed by another instance, or could not be loaded before.
    @Scheduled(fixedDelayString = "${portcullis.policy.reload-interval:1s}")
    void poll() {
        try {
            OptionalLong version = currentVersion();
            if (version.isEmpty() || version.getAsLong() != store.setVersion()) {
                load();
            }
            behind = false;
        } catch (RuntimeException e) {
            // The database is away, or holds a document this version cannot read: what was loaded before stays.
            if (!behind) {
                log.atError().setCause(e).log("the policies cannot be loaded");
            }
            behind = true;
        }
    }

    @EventListener
    void on(Committed committed) {
        poll();
    }

    private synchronized void load() {
        DocumentStore.Everything everything = store.everything();
        PolicySet set = compile(everything);
        PolicySet before = current;
        // Two threads may load at once; the one that read earlier must not have the last word.
        if (before == null || before.version() <= set.version()) {
            current = set;
            log.atInfo().addKeyValue("version", set.version()).log("policies loaded");
        }
    }

    private PolicySet compile(DocumentStore.Everything everything) {
        List<PolicySet.VersionedPolicy> read = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        Map<String, Classifications> classifications = new HashMap<>();
        for (StoredDocument document : everything.documents()) {
            switch (document.kind()) {
                case POLICY ->
                    read.add(new PolicySet.VersionedPolicy(policies.read(document.source()), document.version()));
                case CONNECTION -> connections.add(ConnectionReader.read(document.source(), document.version()));
                case CLASSIFICATIONS ->
                    classifications.put(
                            document.name(), ClassificationsReader.read(document.source(), document.version()));
            }
        }
        return new PolicySet(everything.version(), read, connections, classifications);
    }
}
