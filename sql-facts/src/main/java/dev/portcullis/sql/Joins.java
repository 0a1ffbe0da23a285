// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Joins: which columns of the two sides are seen, and what becomes of those that `USING` and `NATURAL` merge.
final class Joins {

    private final Walk walk;

    Joins(Walk walk) {
        this.walk = walk;
    }

    /// The items a join brings: its own, and those of both sides as far as they can still be named.
    List<RangeItem> items(JsonNode join, Scope scope) {
        List<RangeItem> left = walk.fromClauses().items(join.path("larg"), scope);
        List<RangeItem> right = walk.fromClauses().items(join.path("rarg"), scope.plus(left));
        List<RangeItem> sides = new ArrayList<>(left);
        sides.addAll(right);
        walk.expressions().filter(join.path("quals"), scope.with(sides));

        List<OutputColumn> leftColumns = listed(left);
        List<OutputColumn> rightColumns = listed(right);
        boolean natural = Ast.flag(join, "isNatural");
        boolean open =
                Stream.concat(leftColumns.stream(), rightColumns.stream()).anyMatch(OutputColumn::repeats);
        Map<String, OutputColumn> merged = new LinkedHashMap<>();
        for (String name : natural ? common(leftColumns, rightColumns) : Ast.strings(join.path("usingClause"))) {
            merged.put(name, merge(name, Ast.text(join, "jointype"), leftColumns, rightColumns));
        }
        List<OutputColumn> columns = new ArrayList<>(merged.values());
        rest(leftColumns, merged.keySet(), columns);
        rest(rightColumns, merged.keySet(), columns);
        if (natural && open) {
            // Which columns are merged depends on names that cannot be listed: any column may come from anywhere.
            Lineage any = walk.lineages().ofAll(columns);
            walk.facts().use(any, Use.FILTER);
            columns = List.of(new OutputColumn("*", any, null, true));
        }
        return namespace(join, sides, columns, new ArrayList<>(merged.values()));
    }

    private static List<RangeItem> namespace(
            JsonNode join, List<RangeItem> sides, List<OutputColumn> columns, List<OutputColumn> merged) {
        JsonNode alias = join.path("alias");
        if (Ast.has(alias, "aliasname")) {
            // The alias hides both sides.
            return List.of(RangeItem.of(
                    Ast.text(alias, "aliasname"), RangeItem.renamed(columns, Ast.strings(alias.path("colnames")))));
        }
        List<RangeItem> items = new ArrayList<>();
        sides.forEach(side -> items.add(side.unlisted()));
        items.add(RangeItem.of(null, columns));
        JsonNode usingAlias = join.path("join_using_alias");
        if (Ast.has(usingAlias, "aliasname")) {
            items.add(RangeItem.of(Ast.text(usingAlias, "aliasname"), merged).unlisted());
        }
        return items;
    }

    private static List<OutputColumn> listed(List<RangeItem> items) {
        return items.stream()
                .filter(RangeItem::listed)
                .flatMap(i -> i.columns().stream())
                .toList();
    }

    private static Set<String> common(List<OutputColumn> left, List<OutputColumn> right) {
        Set<String> of =
                right.stream().filter(c -> !c.repeats()).map(OutputColumn::name).collect(Collectors.toSet());
        return left.stream()
                .filter(c -> !c.repeats())
                .map(OutputColumn::name)
                .filter(of::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void rest(List<OutputColumn> side, Set<String> merged, List<OutputColumn> columns) {
        side.stream().filter(c -> c.repeats() || !merged.contains(c.name())).forEach(columns::add);
    }

    private OutputColumn merge(String name, String type, List<OutputColumn> left, List<OutputColumn> right) {
        OutputColumn l = named(name, left);
        OutputColumn r = named(name, right);
        walk.facts().use(l.lineage(), Use.FILTER);
        walk.facts().use(r.lineage(), Use.FILTER);
        return switch (type) {
            case "JOIN_INNER", "JOIN_LEFT" -> same(name, l, r);
            case "JOIN_RIGHT" -> same(name, r, l);
            default -> new OutputColumn(name, walk.lineages().derived(l.lineage(), r.lineage()));
        };
    }

    /// The column shown, carrying what the one it equals is classified as. Of two types the server casts one to the
    /// other, and does not say so: its values are the column's own only where both are known to be of one type.
    private OutputColumn same(String name, OutputColumn shown, OutputColumn equal) {
        if (shown.lineage() instanceof Lineage.Identity(var source, var tags)
                && equal.lineage() instanceof Lineage.Identity(var other, var _)
                && isOfOneType(source, other)) {
            Set<String> both = Stream.concat(tags.stream(), equal.lineage().classifications().stream())
                    .collect(Collectors.toSet());
            return new OutputColumn(name, new Lineage.Identity(source, both), shown.origin(), false);
        }
        return new OutputColumn(name, walk.lineages().derived(shown.lineage(), equal.lineage()), shown.origin(), false);
    }

    private boolean isOfOneType(ColumnRef one, ColumnRef other) {
        long type = walk.relations().typeOf(one);
        return type != 0 && type == walk.relations().typeOf(other);
    }

    private OutputColumn named(String name, List<OutputColumn> columns) {
        List<OutputColumn> found = columns.stream()
                .filter(c -> !c.repeats() && c.name().equals(name))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<OutputColumn> open = columns.stream().filter(OutputColumn::repeats).toList();
        Lineage lineage = found.isEmpty() && open.isEmpty()
                ? walk.lineages().untraceable()
                : walk.lineages()
                        .ofAll(Stream.concat(found.stream(), open.stream()).toList());
        return new OutputColumn(name, lineage);
    }
}
