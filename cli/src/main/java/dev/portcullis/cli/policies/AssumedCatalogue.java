// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogSnapshot;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlRefused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A target's catalogue as far as it can be guessed without asking the target: the relations a command names are taken
/// for tables, with the columns that are classified and every name the command uses. The gateway knows better.
///
/// @param classifications what the connection's columns hold
record AssumedCatalogue(List<Classification> classifications) {

    private static final String SCHEMA = "public";
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final int TEXT = 25;

    /// Facts, and what was assumed to have them.
    ///
    /// @param facts the facts
    /// @param relations the relations that were taken for tables
    record Guess(SqlFacts facts, Set<String> relations) {}

    Guess facts(String sql, SqlAnalyzer analyzer) throws SqlRefused {
        Set<String> relations = new TreeSet<>();
        analyzer.analyze(sql, with(Set.of(), Set.of()))
                .facts()
                .statements()
                .forEach(statement -> statement.relations().forEach(relation -> guessed(relation, relations)));
        return new Guess(analyzer.analyze(sql, with(relations, names(sql))).facts(), relations);
    }

    private static void guessed(SqlRelation relation, Set<String> relations) {
        if (!relation.known()
                && (relation.schema().isEmpty() || relation.schema().equals(SCHEMA))) {
            relations.add(relation.name());
        }
    }

    private static Set<String> names(String sql) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(sql);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    private Catalog with(Set<String> relations, Set<String> names) {
        CatalogSnapshot.Builder catalogue = CatalogSnapshot.builder(List.of(SCHEMA));
        long oid = 1;
        for (String relation : relations) {
            catalogue.relation(oid, SCHEMA, relation, 'r', null);
            int number = 1;
            for (String column : columns(relation, names)) {
                catalogue.column(oid, column, number++, TEXT, false);
            }
            oid++;
        }
        classifications.forEach(
                known -> catalogue.classify(known.schema(), known.relation(), known.column(), known.tag()));
        return catalogue.build();
    }

    private Set<String> columns(String relation, Set<String> names) {
        Set<String> columns = new LinkedHashSet<>(names);
        classifications.stream()
                .filter(known ->
                        known.schema().equals(SCHEMA) && known.relation().equals(relation))
                .forEach(known -> columns.add(known.column()));
        return columns;
    }
}
