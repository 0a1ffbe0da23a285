// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands with what is to be said of them, one block of lines each: the command after `sql:`, then what
/// [#describe] says. See the head of `corpus.txt` for the notation.
final class Corpus {

    record Case(String sql, String expected) {
        @Override
        public String toString() {
            return sql;
        }
    }

    private Corpus() {}

    static List<Case> read(String resource) {
        try (InputStream in = Corpus.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Case> cases = new ArrayList<>();
            for (String block : Pattern.compile("\n{2,}").split(text, -1)) {
                List<String> lines =
                        block.lines().filter(l -> !l.startsWith("#")).toList();
                if (lines.isEmpty()) {
                    continue;
                }
                String sql = lines.stream()
                        .takeWhile(l -> l.startsWith("sql:") || l.startsWith("  "))
                        .map(l -> l.replaceFirst("^(sql: ?|  )", ""))
                        .collect(Collectors.joining("\n"));
                cases.add(new Case(
                        sql,
                        lines.stream()
                                .dropWhile(l -> l.startsWith("sql:") || l.startsWith("  "))
                                .collect(Collectors.joining("\n"))));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String describe(AnalyzedCommand command) {
        return command.statements().stream().map(Corpus::describe).collect(Collectors.joining("\n"));
    }

    private static String describe(AnalyzedStatement statement) {
        SqlStatement facts = statement.facts();
        List<String> lines = new ArrayList<>();
        List<String> is = new ArrayList<>();
        is.add(String.join("+", facts.kinds()));
        flag(is, facts.readOnly(), "read");
        flag(is, facts.writes(), "write");
        flag(is, facts.administrative(), "admin");
        flag(is, facts.opaque(), "opaque");
        flag(is, !facts.hasWhere(), "nowhere");
        flag(is, !facts.hasLimit(), "unlimited");
        flag(is, statement.copyIn(), "copy-in");
        flag(is, statement.copyOut() != null, "copy-out");
        flag(is, statement.effect() != TransactionEffect.NONE, "tx:" + statement.effect());
        lines.add("is: " + String.join(" ", is));
        add(lines, "out", statement.output().stream().map(Corpus::describe).toList());
        add(lines, "filter", columns(facts, SqlColumn.Use.FILTER));
        add(lines, "write", columns(facts, SqlColumn.Use.WRITE));
        add(
                lines,
                "rel",
                facts.relations().stream()
                        .map(r -> r.access().name().charAt(0)
                                + ":"
                                + (r.schema().isEmpty() || r.schema().equals("public") ? "" : r.schema() + ".")
                                + r.name()
                                + (r.known() ? "" : "?"))
                        .toList());
        add(lines, "fn", facts.functions().stream().map(Corpus::describe).toList());
        add(lines, "set", facts.settings());
        add(lines, "tags", facts.classifications());
        add(
                lines,
                "names",
                statement.names().stream().map(n -> n.action() + ":" + n.name()).toList());
        return String.join("\n", lines);
    }

    private static void flag(List<String> is, boolean set, String name) {
        if (set) {
            is.add(name);
        }
    }

    private static void add(List<String> lines, String name, List<String> values) {
        if (!values.isEmpty()) {
            lines.add(name + ": " + String.join(", ", values));
        }
    }

    private static List<String> columns(SqlStatement facts, SqlColumn.Use use) {
        return facts.columns().stream()
                .filter(c -> c.use() == use)
                .map(c -> (c.relation() + "." + c.name()).replaceFirst("^public\\.", ""))
                .sorted()
                .toList();
    }

    private static String describe(SqlFunction function) {
        String schema =
                function.schema().isEmpty() || function.schema().equals("pg_catalog") ? "" : function.schema() + ".";
        return schema + function.name() + (function.known() ? "" : "?") + (function.sideEffects() ? "!" : "");
    }

    private static String describe(OutputColumn column) {
        String name = column.name() + (column.repeats() ? "..." : "");
        return switch (column.lineage()) {
            case Lineage.Identity(var source, var _) -> name + "=" + describe(source);
            case Lineage.Derived(var sources, var _) ->
                name
                        + "~("
                        + String.join(
                                " ",
                                sources.stream().map(Corpus::describe).collect(Collectors.toCollection(TreeSet::new)))
                        + ")";
            case Lineage.Untraceable _ -> name + "=?";
        };
    }

    private static String describe(ColumnRef ref) {
        return (ref.schema().equals("public") ? "" : ref.schema() + ".") + ref.relation() + "." + ref.column();
    }
}
