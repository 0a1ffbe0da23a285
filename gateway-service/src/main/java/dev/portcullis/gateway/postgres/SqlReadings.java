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
    /// So often a load is repeated because the catalogue changed meanwhile. The last one is used by who asked for
    /// it, and began after that; else whoever makes tables all the time would keep all others from working.
    private static final int MAX_LOADS = 3;

    private final Analyzer analyzer;
    private final Connections connections;
    private final Loader loader;
    private final Duration maxAge;
    private final int maxBytes;
    private final Clock clock;
    private final Map<String, TargetReadings> targets = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, Long> changes = new ConcurrentHashMap<>();

    SqlReadings(Analyzer analyzer, Connections connections, Loader loader, Duration maxAge, int maxBytes, Clock clock) {
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
                && readings.version().equals(version(connection))
                && age(readings).compareTo(maxAge) < 0;
        return holds ? readings : null;
    }

    /// Reads texts with one version of the catalogue: the current one, or a newer one if it is not there, does
    /// not hold any more, or does not have all that the texts name. Blocks.
    ///
    /// @return the version they were read with. No change from before this call is missing in it, one from
    ///     during it may be: for the caller's next step only, not to be kept
    TargetReadings read(String connection, Target target, List<String> texts) throws DependencyUnavailable {
        TargetReadings readings = load(connection, target);
        List<Reading> read = texts.stream().map(readings::read).toList();
        if (read.stream().anyMatch(readings::isWorthReloading)) {
            targets.remove(connection, readings);
            readings = load(connection, target);
            texts.forEach(readings::read);
        }
        return readings;
    }

    /// The catalogue has changed through us, or has to be looked at anew: what was read before, and what a load
    /// that has begun before will bring, does not hold.
    void outdated(String connection) {
        changes.merge(connection, 1L, Long::sum);
    }

    private TargetReadings load(String connection, Target target) throws DependencyUnavailable {
        synchronized (locks.computeIfAbsent(connection, _ -> new Object())) {
            TargetReadings readings = current(connection);
            for (int loads = 1; readings == null; loads++) {
                TargetReadings loaded = reload(connection, target);
                readings = loads < MAX_LOADS ? current(connection) : loaded;
            }
            return readings;
        }
    }

    private TargetReadings reload(String connection, Target target) throws DependencyUnavailable {
        // The numbers first: a change while loading must not be taken for seen.
        Version version = version(connection);
        List<Classification> classifications = connections.classifications(connection);
        Instant loadedAt = clock.instant();
        Catalog catalog = loader.load(connection, target, classifications);
        TargetReadings readings = new TargetReadings(analyzer, catalog, version, loadedAt, clock, maxBytes);
        targets.put(connection, readings);
        return readings;
    }

    private Version version(String connection) {
        return new Version(connections.generation(), changes.getOrDefault(connection, 0L));
    }

    private Duration age(TargetReadings readings) {
        return Duration.between(readings.loadedAt(), clock.instant());
    }

    /// What readings are of. They hold as long as both numbers are what they were before the load began.
    ///
    /// @param generation of connections and classifications
    /// @param changes how often the catalogue was [#outdated]
    record Version(long generation, long changes) {}

    /// Reads a target's catalogue.
    interface Loader {
        /// Blocks.
        Catalog load(String connection, Target target, List<Classification> classifications)
                throws DependencyUnavailable;
    }

    /// Reads texts against a catalogue.
    interface Analyzer {
        AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused;

        /// The same, as far as it can be told without parsing; never blocks.
        Optional<AnalyzedCommand> known(String sql, Catalog catalog);
    }
}
