// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Collects everything that [Fingerprint] leaves out of a statement because it is a literal: nothing else
/// in which two statements of one fingerprint can differ is a value. Statements of one fingerprint have
/// their literals in the same order.
final class Literals {

    /// Where the grammar made a constant without any text for it.
    static final int NOWHERE = -1;

    /// A literal, and the byte of the command at which its text begins.
    record Found(Literal literal, int location) {}

    private final List<Found> found = new ArrayList<>();
    private int parameters;

    Literals(JsonNode statement) {
        node(statement);
    }

    List<Found> found() {
        return List.copyOf(found);
    }

    /// The highest number of a parameter; 0 without any.
    int parameters() {
        return parameters;
    }

    private void node(JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "A_Const" ->
                    found.add(
                            new Found(Literal.of(value), value.path("location").asInt(0)));
                case "Integer" -> found.add(new Found(Literal.integer(value), NOWHERE));
                case "Float" -> found.add(new Found(Literal.number(value), NOWHERE));
                case "ParamRef" ->
                    parameters = Math.max(parameters, value.path("number").asInt(0));
                default -> node(value);
            }
        }
        if (node.isArray()) {
            node.forEach(this::node);
        }
    }
}
