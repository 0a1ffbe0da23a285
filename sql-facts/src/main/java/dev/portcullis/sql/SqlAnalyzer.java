// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.sql.SqlRefused.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tells what a command is and touches. Safe for use by many threads.
public final class SqlAnalyzer {

    /// Nodes, columns and look-ups one statement may cost. A page of sensible SQL costs some hundreds.
    private static final int BUDGET = 500_000;

    /// A longer command is not worth remembering.
    private static final int MAX_SHAPE = 16_384;

    /// Catalogues kept in mind. A replaced one is never asked again; forgetting all is cheap.
    private static final int MAX_CATALOGS = 64;

    /// What is remembered under one catalogue.
    private record Memory(Views views, Shapes shapes) {}

    private final SqlParser parser;
    private final int maxShape;
    private final Map<Catalog, Memory> memories = new ConcurrentHashMap<>();

    public SqlAnalyzer(SqlParser parser) {
        this.parser = parser;
        // In characters, none of which takes more than three bytes: what is remembered is never beyond the limit.
        this.maxShape = Math.min(MAX_SHAPE, parser.limits().maxBytes() / 3);
    }

    /// The facts of `sql` and the lineage of what it returns, for a target with this catalogue. A command
    /// that differs from an earlier one in literals only is not parsed again.
    ///
    /// @throws SqlRefused when it cannot be read
    public AnalyzedCommand analyze(String sql, Catalog catalog) throws SqlRefused {
        Memory memory = memoryOf(catalog);
        Shape shape = shape(sql);
        AnalyzedCommand known = shape == null ? null : memory.shapes().get(shape);
        if (shape != null && known != null) {
            return withTexts(known, shape, sql);
        }
        ParseTree tree = parser.parse(sql);
        AnalyzedCommand command = analyze(tree, catalog, memory.views());
        if (shape != null && shape.statements() == tree.statements().size() && Shapes.holdsForAll(shape, tree)) {
            memory.shapes().put(shape, command);
        }
        return command;
    }

    /// The same without parsing and waiting, in about a microsecond; empty when only parsing can tell.
    public Optional<AnalyzedCommand> known(String sql, Catalog catalog) {
        Shape shape = shape(sql);
        AnalyzedCommand known =
                shape == null ? null : memoryOf(catalog).shapes().get(shape);
        return shape == null || known == null ? Optional.empty() : Optional.of(withTexts(known, shape, sql));
    }

    private @Nullable Shape shape(String sql) {
        return sql.length() > maxShape ? null : ShapeLexer.read(sql);
    }

    private static AnalyzedCommand withTexts(AnalyzedCommand known, Shape shape, String sql) {
        List<AnalyzedStatement> statements = new ArrayList<>(shape.statements());
        for (int i = 0; i < shape.statements(); i++) {
            statements.add(known.statements().get(i).withText(shape.text(sql, i)));
        }
        return new AnalyzedCommand(known.facts(), known.factsDigest(), statements);
    }

    private static AnalyzedCommand analyze(ParseTree tree, Catalog catalog, Views views) throws SqlRefused {
        List<AnalyzedStatement> statements = new ArrayList<>(tree.statements().size());
        try {
            for (ParseTree.Statement statement : tree.statements()) {
                statements.add(new StatementWalk(catalog, views, BUDGET).of(statement));
            }
        } catch (StatementFacts.TooMuchWork | StackOverflowError e) {
            SqlRefused refused = new SqlRefused(Reason.TOO_DEEP, "the command is too large or nested to be understood");
            refused.initCause(e);
            throw refused;
        }
        SqlFacts facts = facts(statements, Fingerprint.of(tree));
        return new AnalyzedCommand(facts, FactsDigest.of(facts), statements);
    }

    private Memory memoryOf(Catalog catalog) {
        Memory memory = memories.get(catalog);
        if (memory != null) {
            return memory;
        }
        if (memories.size() >= MAX_CATALOGS) {
            memories.clear();
        }
        return memories.computeIfAbsent(catalog, c -> new Memory(new Views(parser, c), new Shapes()));
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
