// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlRelation.Access;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks up the relations a statement names.
final class Relations {

    private final Catalog catalog;
    private final Views views;
    private final Lineages lineages;
    private final StatementFacts facts;
    private final int depth;

    Relations(Catalog catalog, Views views, Lineages lineages, StatementFacts facts, int depth) {
        this.catalog = catalog;
        this.views = views;
        this.lineages = lineages;
        this.facts = facts;
        this.depth = depth;
    }

    /// The relation a `RangeVar` names, as something to read from.
    RangeItem item(JsonNode rangeVar, Access access) {
        CatalogRelation relation = find(rangeVar, access);
        JsonNode alias = rangeVar.path("alias");
        String name = Ast.text(rangeVar, "relname");
        boolean aliased = Ast.has(alias, "aliasname");
        return new RangeItem(
                aliased ? Ast.text(alias, "aliasname") : name,
                relation,
                aliased,
                RangeItem.renamed(columns(relation), Ast.strings(alias.path("colnames"))),
                true,
                true);
    }

    /// The relation a `RangeVar` names; null when the catalogue does not know it.
    @Nullable
    CatalogRelation find(JsonNode rangeVar, Access access) {
        String schema = Ast.has(rangeVar, "schemaname") ? Ast.text(rangeVar, "schemaname") : null;
        return find(schema, Ast.text(rangeVar, "relname"), access);
    }

    @Nullable
    CatalogRelation find(@Nullable String schema, String name, Access access) {
        facts.work(1);
        if (schema == null) {
            facts.leavesRelation();
        }
        CatalogRelation relation = catalog.relation(schema, name).orElse(null);
        if (relation == null) {
            facts.unknownRelation(schema, name, access);
        } else {
            facts.relation(relation, access);
        }
        return relation;
    }

    /// The columns of a relation; of an unknown one, some that nothing is known of.
    List<OutputColumn> columns(@Nullable CatalogRelation relation) {
        if (relation == null) {
            return List.of(new OutputColumn("*", lineages.untraceable(), null, true));
        }
        facts.work(relation.columns().size());
        boolean view = relation.kind() == CatalogRelation.Kind.VIEW
                || relation.kind() == CatalogRelation.Kind.MATERIALIZED_VIEW;
        if (view && !SystemCatalog.isSystem(relation.schema())) {
            return views.columns(relation, facts, depth);
        }
        return relation.columns().stream()
                .map(column -> {
                    ColumnRef ref = StatementFacts.ref(relation, column);
                    return new OutputColumn(
                            column.name(), new Lineage.Identity(ref, column.classifications()), ref, false);
                })
                .toList();
    }

    /// The type of a relation's column, 0 if it is not known.
    long typeOf(@Nullable ColumnRef column) {
        return column == null
                ? 0
                : catalog.relation(column.schema(), column.relation()).stream()
                        .flatMap(relation -> relation.columns().stream())
                        .filter(known -> known.attnum() == column.attnum())
                        .mapToLong(CatalogColumn::typeOid)
                        .findFirst()
                        .orElse(0);
    }
}
