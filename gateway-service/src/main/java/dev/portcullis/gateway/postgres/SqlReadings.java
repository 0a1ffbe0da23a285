// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.SqlRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps the readings of every target, and replaces them when its catalogue or its classifications may have
/// changed.
final class SqlReadings {
    private final Analyzer analyzer;
    private final Connections connections;
    private final CatalogueLoader loader;
    private final Duration maxAge;
    private final int maxBytes;
    private final Clock clock;
    private final Map<String, TargetReadings> targets = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    SqlReadings(
            Analyzer analyzer,
            Connections connections,
            CatalogueLoader loader,
            Duration maxAge,
            int maxBytes,
            Clock clock) {
        this.analyzer = analyzer;
        this.connections = connections;
        this.loader = loader;
        this.maxAge = maxAge;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /// The readings that hold now; null if they have to be loaded. Never blocks.
    @Nullable
    TargetReadings current(String connection) {
        TargetReadings readings = targets.get(connection);
        boolean holds = readings != null
                && readings.generation() == connections.generation()
                && age(readings).compareTo(maxAge) < 0;
        return holds ? readings : null;
    }

    /// Loads what is not there or does not hold any more. Blocks.
    TargetReadings load(String connection, Target target) throws DependencyUnavailable {
        synchronized (locks.computeIfAbsent(connection, _ -> new Object())) {
            TargetReadings holds = current(connection);
            return holds != null ? holds : reload(connection, target);
        }
    }

    /// Reads a text, with a newer catalogue if this one does not have all that the text names. Blocks.
    Reading read(String connection, Target target, String sql) throws DependencyUnavailable {
        TargetReadings readings = load(connection, target);
        Reading reading = readings.read(sql);
        if (readings.isWorthReloading(reading)) {
            targets.remove(connection, readings);
            return load(connection, target).read(sql);
        }
        return reading;
    }

    /// The catalogue has changed through us: what was read under the old one does not hold.
    void outdated(String connection) {
        targets.remove(connection);
    }

    private TargetReadings reload(String connection, Target target) throws DependencyUnavailable {
        // The number first: a change while loading must not be taken for seen.
        long generation = connections.generation();
        List<Classification> classifications = connections.classifications(connection);
        Instant loadedAt = clock.instant();
        Catalog catalog = loader.load(connection, target, classifications);
        TargetReadings readings = new TargetReadings(analyzer, catalog, generation, loadedAt, clock, maxBytes);
        targets.put(connection, readings);
        return readings;
    }

    private Duration age(TargetReadings readings) {
        return Duration.between(readings.loadedAt(), clock.instant());
    }

    /// Reads texts against a catalogue.
    interface Analyzer {
        AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused;

        /// The same, as far as it can be told without parsing; never blocks.
        Optional<AnalyzedCommand> known(String sql, Catalog catalog);
    }
}
