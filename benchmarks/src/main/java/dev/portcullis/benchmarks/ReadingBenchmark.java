// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogSnapshot;
import dev.portcullis.sql.ParseTree;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// From the text of a command to its facts: by its shape when one like it was seen before (the lexer and the shape
/// cache), by PostgreSQL's parser alone, and the whole way for a shape that nobody has seen.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadingBenchmark {
    private static final String POINT = "SELECT abalance FROM pgbench_accounts WHERE aid = ";
    private static final String JOIN = "SELECT c.name, lower(c.email), sum(o.total) FROM customers c JOIN orders o"
            + " ON o.customer_id = c.id WHERE o.status = 'open' AND c.id IN (1, 2, 3) GROUP BY 1, 2 ORDER BY 3 DESC"
            + " LIMIT 20";

    private final Catalog catalog = catalog();
    private SqlParser parser = new SqlParser(new SqlParserLimits(64 * 1024, 1000, 128, 1));
    private SqlAnalyzer analyzer = new SqlAnalyzer(parser);
    private int next;

    /// Has both shapes seen once.
    @Setup
    public void see() throws SqlRefused {
        analyzer.analyze(POINT + "0", catalog);
        analyzer.analyze(JOIN, catalog);
    }

    /// Lets the parsers go.
    @TearDown
    public void close() {
        parser.close();
    }

    /// A point query like those before it, with another literal.
    @Benchmark
    public Optional<AnalyzedCommand> knownShapeOfPointQuery() {
        return analyzer.known(POINT + next++, catalog);
    }

    /// A join that was seen before.
    @Benchmark
    public Optional<AnalyzedCommand> knownShapeOfJoin() {
        return analyzer.known(JOIN, catalog);
    }

    /// PostgreSQL's parser on the join, without anything after it.
    @Benchmark
    public ParseTree parserOnJoin() throws SqlRefused {
        return parser.parse(JOIN);
    }

    /// The join in a shape that was not seen before: parsed, resolved, traced.
    @Benchmark
    public AnalyzedCommand newShapeOfJoin() throws SqlRefused {
        return analyzer.analyze(JOIN.replace("sum(o.total)", "sum(o.total) AS total" + next++), catalog);
    }

    private static CatalogSnapshot catalog() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        table(catalog, 1, "pgbench_accounts", "aid", "bid", "abalance", "filler");
        table(catalog, 2, "customers", "id", "name", "email", "phone");
        table(catalog, 3, "orders", "id", "customer_id", "status", "total");
        catalog.function("pg_catalog", "lower", 1, 1, 'i');
        catalog.function("pg_catalog", "sum", 1, 1, 'i');
        return catalog.classify("public", "customers", "email", "pii.email").build();
    }

    private static void table(CatalogSnapshot.Builder catalog, long oid, String name, String... columns) {
        catalog.relation(oid, "public", name, 'r', null);
        for (int i = 0; i < columns.length; i++) {
            catalog.column(oid, columns[i], i + 1, 25, false);
        }
    }
}
