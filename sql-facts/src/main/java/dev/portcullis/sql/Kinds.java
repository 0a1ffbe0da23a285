// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Finds every statement inside a statement, wherever the grammar lets one stand: it looks at each node of
/// the tree, not at the places where statements are known to be.
final class Kinds {

    private final Set<String> kinds = new LinkedHashSet<>();
    private boolean writes;
    private boolean administrative;
    private boolean opaque;
    private boolean bareModification;

    Kinds(JsonNode statement) {
        node(statement, true);
    }

    /// The kinds found, the statement's own first.
    List<String> all() {
        return List.copyOf(kinds);
    }

    boolean writes() {
        return writes;
    }

    boolean administrative() {
        return administrative;
    }

    boolean opaque() {
        return opaque;
    }

    /// Every `UPDATE`, `DELETE` and `MERGE` that changes rows has a condition that depends on them.
    boolean allHaveWhere() {
        return !bareModification;
    }

    private void node(JsonNode node, boolean runs) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            boolean inner = runs;
            if (name.endsWith("Stmt") && Character.isUpperCase(name.charAt(0))) {
                inner = statement(name, value, runs);
            } else if (name.equals("intoClause")) {
                take(Traits.of("CreateTableAsStmt", value), runs);
            } else if (name.equals("lockingClause")) {
                writes |= runs;
            }
            node(value, inner);
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                node(item, runs);
            }
        }
    }

    /// @return whether what is inside runs
    private boolean statement(String type, JsonNode body, boolean runs) {
        if (kinds.isEmpty() || !Ast.has(body, "valuesLists")) {
            take(Traits.of(type, body), runs);
        }
        bareModification |= Conditions.missing(type, body, LikeTrees.EXACT);
        return runs && !(type.equals("ExplainStmt") && !Explain.runs(body));
    }

    private void take(Traits traits, boolean runs) {
        kinds.add(traits.kind());
        writes |= runs && traits.writes();
        administrative |= runs && traits.administrative();
        opaque |= runs && traits.opaque();
    }
}
