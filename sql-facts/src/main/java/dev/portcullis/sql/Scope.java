// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The names one query level sees: its own range items and common table expressions, and those of the levels
/// around it.
///
/// @param outer the level around; null for a whole statement
/// @param ctes common table expressions of this level; asked only when their name is used
/// @param items what `FROM` brought into scope so far
record Scope(@Nullable Scope outer, Map<String, Supplier<List<OutputColumn>>> ctes, List<RangeItem> items) {

    static final Scope EMPTY = new Scope(null, Map.of(), List.of());

    Scope {
        items = List.copyOf(items);
    }

    /// A level inside this one.
    Scope inner() {
        return new Scope(this, Map.of(), List.of());
    }

    Scope with(List<RangeItem> visible) {
        return new Scope(outer, ctes, visible);
    }

    Scope plus(List<RangeItem> more) {
        List<RangeItem> all = new ArrayList<>(items);
        all.addAll(more);
        return new Scope(outer, ctes, all);
    }

    Scope withCtes(Map<String, Supplier<List<OutputColumn>>> visible) {
        return new Scope(outer, visible, items);
    }

    /// The columns of the common table expression a bare name means.
    Optional<List<OutputColumn>> cte(String name) {
        Supplier<List<OutputColumn>> found = ctes.get(name);
        if (found != null) {
            return Optional.of(found.get());
        }
        return outer == null ? Optional.empty() : outer.cte(name);
    }

    /// The range item that `alias` qualifies, in the nearest level that has one.
    Optional<RangeItem> item(String alias) {
        for (RangeItem item : items) {
            if (item.qualified() && alias.equals(item.alias())) {
                return Optional.of(item);
            }
        }
        return outer == null ? Optional.empty() : outer.item(alias);
    }

    /// The range item that `schema.relation` qualifies: a relation that was given no alias.
    Optional<RangeItem> item(String schema, String name) {
        for (RangeItem item : items) {
            CatalogRelation relation = item.relation();
            if (item.qualified()
                    && !item.aliased()
                    && relation != null
                    && relation.schema().equals(schema)
                    && relation.name().equals(name)) {
                return Optional.of(item);
            }
        }
        return outer == null ? Optional.empty() : outer.item(schema, name);
    }

    /// What `*` stands for.
    List<OutputColumn> star() {
        List<OutputColumn> all = new ArrayList<>();
        for (RangeItem item : items) {
            if (item.listed()) {
                all.addAll(item.columns());
            }
        }
        return all;
    }
}
