// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.sql.SqlRefused.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Tells what a command is and touches. Safe for use by many threads.
public final class SqlAnalyzer {

    /// Nodes, columns and look-ups one statement may cost. A page of sensible SQL costs some hundreds.
    private static final int BUDGET = 500_000;

    /// Catalogues whose views are kept. A replaced catalogue is never asked again; forgetting all is cheap.
    private static final int MAX_CATALOGS = 64;

    private final SqlParser parser;
    private final Map<Catalog, Views> views = new ConcurrentHashMap<>();

    public SqlAnalyzer(SqlParser parser) {
        this.parser = parser;
    }

    /// The facts of `sql` and the lineage of what it returns, for a target with this catalogue.
    ///
    /// @throws SqlRefused when it cannot be read
    public AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused {
        ParseTree tree = parser.parse(sql);
        Views current = viewsOf(catalog);
        List<AnalyzedStatement> statements = new ArrayList<>(tree.statements().size());
        try {
            for (ParseTree.Statement statement : tree.statements()) {
                statements.add(new StatementWalk(catalog, current, BUDGET).of(statement));
            }
        } catch (StatementFacts.TooMuchWork | StackOverflowError e) {
            SqlRefused refused = new SqlRefused(Reason.TOO_DEEP, "the command is too large or nested to be understood");
            refused.initCause(e);
            throw refused;
        }
        SqlFacts facts = facts(statements, Fingerprint.of(tree));
        return new AnalyzedCommand(facts, FactsDigest.of(facts), statements);
    }

    private Views viewsOf(Catalog catalog) {
        if (views.size() >= MAX_CATALOGS) {
            views.clear();
        }
        return views.computeIfAbsent(catalog, c -> new Views(parser, c));
    }

    private static SqlFacts facts(List<AnalyzedStatement> analyzed, String fingerprint) {
        List<SqlStatement> statements =
                analyzed.stream().map(AnalyzedStatement::facts).toList();
        TreeSet<String> classifications = new TreeSet<>();
        statements.forEach(s -> classifications.addAll(s.classifications()));
        return new SqlFacts(
                statements,
                statements.stream().allMatch(SqlStatement::readOnly),
                statements.stream().anyMatch(SqlStatement::writes),
                statements.stream().allMatch(SqlStatement::hasLimit),
                List.copyOf(classifications),
                fingerprint);
    }
}
