// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// The parts that walk one statement together.
final class Walk {

    private final Lineages lineages;
    private final StatementFacts facts;
    private final ColumnLookup lookup;
    private final Relations relations;
    private final Expressions expressions;
    private final FromClauses fromClauses;
    private final Selects selects;
    private final Modifications modifications;

    Walk(Catalog catalog, Views views, StatementFacts facts, int depth) {
        this.facts = facts;
        this.lineages = new Lineages(catalog);
        this.lookup = new ColumnLookup(lineages, facts);
        this.relations = new Relations(catalog, views, lineages, facts, depth);
        this.expressions = new Expressions(this);
        this.fromClauses = new FromClauses(this);
        this.selects = new Selects(this);
        this.modifications = new Modifications(this);
    }

    Lineages lineages() {
        return lineages;
    }

    StatementFacts facts() {
        return facts;
    }

    ColumnLookup lookup() {
        return lookup;
    }

    Relations relations() {
        return relations;
    }

    Expressions expressions() {
        return expressions;
    }

    FromClauses fromClauses() {
        return fromClauses;
    }

    Selects selects() {
        return selects;
    }

    Modifications modifications() {
        return modifications;
    }
}
