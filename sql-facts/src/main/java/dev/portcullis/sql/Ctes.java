// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Common table expressions.
final class Ctes {

    /// Rounds after which the lineage of a recursive query must have settled.
    private static final int MAX_ROUNDS = 8;

    private final Walk walk;

    Ctes(Walk walk) {
        this.walk = walk;
    }

    /// `scope` with what a `WITH` clause names. Every expression is walked, used or not: it runs either way
    /// when it changes data.
    Scope scope(JsonNode with, Scope scope) {
        if (!Ast.has(with, "ctes")) {
            return scope;
        }
        Map<String, Supplier<List<OutputColumn>>> visible = new HashMap<>();
        Scope grown = scope.withCtes(visible);
        boolean recursive = Ast.flag(with, "recursive");
        List<Expression> all = new ArrayList<>();
        for (JsonNode item : with.path("ctes")) {
            all.add(new Expression(item.path("CommonTableExpr"), grown, recursive));
        }
        if (recursive) {
            // All of them see all of them.
            all.forEach(e -> visible.put(e.name(), e));
        }
        for (Expression expression : all) {
            expression.get();
            visible.put(expression.name(), expression);
        }
        return grown;
    }

    /// One expression; walked when first asked for.
    private final class Expression implements Supplier<List<OutputColumn>> {

        private final JsonNode body;
        private final Scope scope;
        private final boolean recursive;
        private @Nullable List<OutputColumn> columns;
        private @Nullable List<OutputColumn> soFar;
        private boolean walking;
        private boolean askedItself;

        Expression(JsonNode body, Scope scope, boolean recursive) {
            this.body = body;
            this.scope = scope;
            this.recursive = recursive;
        }

        String name() {
            return Ast.text(body, "ctename");
        }

        @Override
        public List<OutputColumn> get() {
            if (columns == null) {
                if (walking) {
                    askedItself = true;
                    return soFar != null ? soFar : unsettled();
                }
                walking = true;
                columns = walk();
                walking = false;
            }
            return columns;
        }

        private List<OutputColumn> unsettled() {
            return List.of(new OutputColumn("*", walk.lineages().nothing(), null, true));
        }

        private List<OutputColumn> walk() {
            List<OutputColumn> found = once();
            if (!recursive || !askedItself) {
                return found;
            }
            // Each round feeds the last one's lineage into the reference to itself, until nothing is added.
            for (int round = 0; round < MAX_ROUNDS; round++) {
                List<OutputColumn> settled =
                        found.stream().map(walk.lineages()::computed).toList();
                if (settled.equals(soFar)) {
                    return settled;
                }
                soFar = settled;
                found = once();
            }
            return found.stream()
                    .map(c -> new OutputColumn(c.name(), walk.lineages().untraceable(), null, c.repeats()))
                    .toList();
        }

        private List<OutputColumn> once() {
            JsonNode query = body.path("ctequery");
            List<OutputColumn> result = new ArrayList<>(RangeItem.renamed(
                    walk.modifications().query(query, scope), Ast.strings(body.path("aliascolnames"))));
            walk.facts().computed(result);
            Lineage all = walk.lineages().ofAll(result);
            for (String field : List.of("search_seq_column", "cycle_mark_column", "cycle_path_column")) {
                for (String clause : List.of("search_clause", "cycle_clause")) {
                    JsonNode added = body.path(clause).path(field);
                    if (!added.isMissingNode()) {
                        result.add(new OutputColumn(added.asString(), all));
                    }
                }
            }
            return result;
        }
    }
}
