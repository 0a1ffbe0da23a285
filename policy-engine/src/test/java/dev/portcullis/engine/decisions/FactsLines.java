// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Facts in one line a statement: kinds, then `read`, `write`, `admin`, `opaque`, `nowhere`; relations with what is
/// done
/// to them; classified columns with how they are used; functions, `!` where they have side effects; settings. A `?`
/// stands behind what the catalogue does not know.
final class FactsLines {

    private FactsLines() {}

    static String of(SqlFacts facts) {
        return facts.statements().stream().map(FactsLines::of).collect(Collectors.joining("\n"));
    }

    private static String of(SqlStatement statement) {
        List<String> parts = new ArrayList<>();
        parts.add(String.join("+", statement.kinds())
                + (statement.readOnly() ? " read" : "")
                + (statement.writes() ? " write" : "")
                + (statement.administrative() ? " admin" : "")
                + (statement.opaque() ? " opaque" : "")
                + (statement.hasWhere() ? "" : " nowhere"));
        add(parts, "on", statement.relations(), FactsLines::relation);
        add(
                parts,
                "classified",
                statement.columns().stream()
                        .filter(column -> !column.classifications().isEmpty())
                        .toList(),
                FactsLines::column);
        add(parts, "calls", statement.functions(), FactsLines::function);
        add(parts, "sets", statement.settings(), Function.identity());
        return String.join("; ", parts);
    }

    private static <T> void add(List<String> parts, String name, List<T> values, Function<T, String> word) {
        if (!values.isEmpty()) {
            parts.add(name + values.stream().map(word).sorted().collect(Collectors.joining(" ", " ", "")));
        }
    }

    private static String relation(SqlRelation relation) {
        String schema =
                relation.schema().isEmpty() || relation.schema().equals("public") ? "" : relation.schema() + ".";
        return relation.access().name().charAt(0) + ":" + schema + relation.name() + (relation.known() ? "" : "?");
    }

    private static String column(SqlColumn column) {
        return column.use().name().charAt(0) + ":" + column.relation().replaceFirst("^public\\.", "") + "."
                + column.name();
    }

    private static String function(SqlFunction function) {
        String schema =
                function.schema().isEmpty() || function.schema().equals("pg_catalog") ? "" : function.schema() + ".";
        return schema + function.name() + (function.known() ? "" : "?") + (function.sideEffects() ? "!" : "");
    }
}
