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
import java.util.concurrent.atomic.AtomicLong;
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
    private final Map<String, Turns> turns = new ConcurrentHashMap<>();
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

    /// The same, by a catalogue that is the target's at a moment after this call has begun: either the one that is
    /// here, of which the target says so, or a new one. Blocks.
    TargetReadings readAsOfNow(String connection, Target target, List<String> texts) throws DependencyUnavailable {
        Turns turn = turns(connection);
        long asked = turn.asked.incrementAndGet();
        synchronized (turn) {
            if (turn.answered < asked) {
                // Whoever waits meanwhile has this answer too: it is of a moment after their call.
                long answering = turn.asked.get();
                TargetReadings readings = current(connection);
                if (readings != null && !loader.fingerprint(connection, target).equals(readings.fingerprint())) {
                    outdated(connection);
                }
                load(connection, target);
                turn.answered = answering;
            }
        }
        return read(connection, target, texts);
    }

    private Turns turns(String connection) {
        return turns.computeIfAbsent(connection, _ -> new Turns());
    }

    /// The catalogue has changed through us, or has to be looked at anew: what was read before, and what a load
    /// that has begun before will bring, does not hold.
    void outdated(String connection) {
        changes.merge(connection, 1L, Long::sum);
    }

    private TargetReadings load(String connection, Target target) throws DependencyUnavailable {
        synchronized (turns(connection)) {
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
        Loaded loaded = loader.load(connection, target, classifications);
        TargetReadings readings = new TargetReadings(analyzer, loaded, version, loadedAt, clock, maxBytes);
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

    /// A catalogue as it was at one moment.
    ///
    /// @param fingerprint of that moment; see [Loader#fingerprint]
    record Loaded(Catalog catalog, String fingerprint) {}

    /// Reads a target's catalogue.
    interface Loader {
        /// Blocks.
        Loaded load(String connection, Target target, List<Classification> classifications)
                throws DependencyUnavailable;

        /// What tells one state of the target's catalogue from another. Costs the target a small part of a load.
        /// Blocks.
        String fingerprint(String connection, Target target) throws DependencyUnavailable;
    }

    /// Who has asked for a reading of the moment, and whom the last one answers: one look at the target is enough
    /// for all who wait. Its monitor is also that of loading.
    private static final class Turns {
        private final AtomicLong asked = new AtomicLong();
        private long answered;
    }

    /// Reads texts against a catalogue.
    interface Analyzer {
        AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused;

        /// The same, as far as it can be told without parsing; never blocks.
        Optional<AnalyzedCommand> known(String sql, Catalog catalog);
    }
}
