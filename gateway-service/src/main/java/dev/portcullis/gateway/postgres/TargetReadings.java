// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.SqlRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What texts mean at one target, under one version of its catalogue and classifications. Texts are read once.
final class TargetReadings {
    private static final long MAX_CHARACTERS = 8L << 20;
    private static final int OVERHEAD = 1_000;
    /// A catalogue is not asked for again sooner than this, however many unknown names are asked for.
    private static final Duration LEAST_AGE = Duration.ofSeconds(3);

    private final SqlReadings.Analyzer analyzer;
    private final Catalog catalog;
    private final String fingerprint;
    private final SqlReadings.Version version;
    private final Instant loadedAt;
    private final Clock clock;
    private final int maxBytes;
    private final Cache<String, Reading> readings;

    TargetReadings(
            SqlReadings.Analyzer analyzer,
            SqlReadings.Loaded loaded,
            SqlReadings.Version version,
            Instant loadedAt,
            Clock clock,
            int maxBytes) {
        this.analyzer = analyzer;
        this.catalog = loaded.catalog();
        this.fingerprint = loaded.fingerprint();
        this.version = version;
        this.loadedAt = loadedAt;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.readings = Caffeine.newBuilder()
                .maximumWeight(MAX_CHARACTERS)
                // On the spot: it takes less than to wake another thread for it.
                .executor(Runnable::run)
                .weigher((String sql, Reading _) -> OVERHEAD + sql.length())
                .build();
    }

    /// What is known without reading; never blocks. Null also if a newer catalogue may know more.
    @Nullable
    Reading known(String sql) {
        Reading reading = remembered(sql);
        return reading == null || isWorthReloading(reading) ? null : reading;
    }

    private @Nullable Reading remembered(String sql) {
        Reading reading = readings.getIfPresent(sql);
        return reading != null
                ? reading
                : analyzer.known(sql, catalog).map(Reading.Understood::new).orElse(null);
    }

    /// Reads a text. Takes from microseconds to milliseconds and may wait for a parser: not for event loops.
    Reading read(String sql) {
        Reading known = remembered(sql);
        if (known != null) {
            return known;
        }
        Reading reading = analyze(sql);
        readings.put(sql, reading);
        return reading;
    }

    private Reading analyze(String sql) {
        try {
            return new Reading.Understood(analyzer.analyze(sql, catalog));
        } catch (SqlRefused e) {
            return new Reading.NotUnderstood(
                    switch (e.reason()) {
                        case TOO_LONG -> new Refusal.TooLarge(maxBytes);
                        case UNPARSABLE, TOO_DEEP, UNSUPPORTED ->
                            new Refusal.NotUnderstood(String.valueOf(e.getMessage()), e.position());
                    });
        }
    }

    /// Whether a command names something that this version of the catalogue does not have, and a newer one
    /// could.
    boolean isWorthReloading(Reading reading) {
        return reading instanceof Reading.Understood(var command)
                && namesUnknown(command.facts())
                && Duration.between(loadedAt, clock.instant()).compareTo(LEAST_AGE) >= 0;
    }

    /// Asked for every command, so without streams.
    private static boolean namesUnknown(SqlFacts facts) {
        for (SqlStatement statement : facts.statements()) {
            for (SqlRelation relation : statement.relations()) {
                if (!relation.known()) {
                    return true;
                }
            }
        }
        return false;
    }

    SqlReadings.Version version() {
        return version;
    }

    /// Of the catalogue; see [SqlReadings.Loader#fingerprint].
    String fingerprint() {
        return fingerprint;
    }

    Instant loadedAt() {
        return loadedAt;
    }
}
