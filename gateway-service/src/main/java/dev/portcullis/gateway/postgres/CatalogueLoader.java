// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogQueries;
import dev.portcullis.sql.CatalogSnapshot;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a target's catalogue over a connection of its own, in one read-only snapshot.
final class CatalogueLoader implements SqlReadings.Loader {
    private static final String SCRIPT = String.join(
            ";",
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            CatalogQueries.ISOLATE,
            CatalogQueries.RELATIONS,
            CatalogQueries.COLUMNS,
            CatalogQueries.INHERITANCE,
            CatalogQueries.FUNCTIONS,
            CatalogQueries.FINGERPRINT,
            "COMMIT");
    private static final String ASK_FINGERPRINT = String.join(
            ";",
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            CatalogQueries.ISOLATE,
            CatalogQueries.FINGERPRINT,
            "COMMIT");
    private static final int RELATIONS = 2;
    private static final int COLUMNS = 3;
    private static final int INHERITANCE = 4;
    private static final int FUNCTIONS = 5;
    private static final int FINGERPRINT = 6;
    private static final int FINGERPRINT_ALONE = 2;

    private final OwnConnections own;
    private final AuditLog auditLog;
    private final List<String> searchPath;

    /// @param searchPath what the sessions have been given
    CatalogueLoader(OwnConnections own, AuditLog auditLog, List<String> searchPath) {
        this.own = own;
        this.auditLog = auditLog;
        this.searchPath = searchPath;
    }

    @Override
    public SqlReadings.Loaded load(String connection, Target target, List<Classification> classifications)
            throws DependencyUnavailable {
        return asked(
                connection,
                target,
                SCRIPT,
                results ->
                        new SqlReadings.Loaded(build(results, classifications), fingerprint(results.get(FINGERPRINT))));
    }

    @Override
    public String fingerprint(String connection, Target target) throws DependencyUnavailable {
        return asked(connection, target, ASK_FINGERPRINT, results -> fingerprint(results.get(FINGERPRINT_ALONE)));
    }

    private static String fingerprint(List<List<@Nullable String>> rows) {
        if (rows.size() != 1) {
            throw new IllegalArgumentException("no fingerprint of the catalogue");
        }
        return text(rows.getFirst(), 0);
    }

    private <T> T asked(
            String connection, Target target, String script, Function<List<List<List<@Nullable String>>>, T> read)
            throws DependencyUnavailable {
        Upstream upstream = own.open(target);
        try {
            auditLog.connected(connection, upstream.login(), AuditLog.Purpose.CATALOGUE);
            return read.apply(own.run(upstream, script));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DependencyUnavailable(Refusal.Dependency.TARGET, "the catalogue could not be read", e);
        } finally {
            upstream.close();
        }
    }

    private Catalog build(List<List<List<@Nullable String>>> results, List<Classification> classifications) {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(searchPath);
        for (List<@Nullable String> row : results.get(RELATIONS)) {
            catalog.relation(
                    number(row, 0), text(row, 1), text(row, 2), text(row, 3).charAt(0), row.get(4));
        }
        for (List<@Nullable String> row : results.get(COLUMNS)) {
            catalog.column(
                    number(row, 0),
                    text(row, 1),
                    (int) number(row, 2),
                    number(row, 3),
                    text(row, 4).equals("t"));
        }
        for (List<@Nullable String> row : results.get(INHERITANCE)) {
            catalog.inherits(number(row, 0), number(row, 1));
        }
        for (List<@Nullable String> row : results.get(FUNCTIONS)) {
            catalog.function(
                    text(row, 0),
                    text(row, 1),
                    (int) number(row, 2),
                    (int) number(row, 3),
                    text(row, 4).charAt(0));
        }
        classifications.forEach(c -> catalog.classify(c.schema(), c.relation(), c.column(), c.tag()));
        return catalog.build();
    }

    private static String text(List<@Nullable String> row, int column) {
        String value = row.get(column);
        if (value == null) {
            throw new IllegalArgumentException("NULL in the catalogue");
        }
        return value;
    }

    private static long number(List<@Nullable String> row, int column) {
        return Long.parseLong(text(row, column));
    }
}
