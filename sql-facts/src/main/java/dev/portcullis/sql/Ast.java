// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads PostgreSQL's parse tree. A node stands in the JSON as `{"Type": {fields}}`; where the field's type
/// is fixed, PostgreSQL leaves the wrapping out and the fields stand alone. Fields with default values are
/// absent.
final class Ast {

    private Ast() {}

    /// Whether `node` is `{"Type": {…}}`.
    static boolean isWrapped(JsonNode node) {
        if (!node.isObject() || node.size() != 1) {
            return false;
        }
        String name = type(node);
        return Character.isUpperCase(name.charAt(0)) && node.get(name).isObject();
    }

    /// The type of a wrapped node; empty for what is none.
    static String type(JsonNode wrapped) {
        for (Map.Entry<String, JsonNode> only : wrapped.properties()) {
            return only.getKey();
        }
        return "";
    }

    /// The fields of a wrapped node.
    static JsonNode body(JsonNode wrapped) {
        for (Map.Entry<String, JsonNode> only : wrapped.properties()) {
            return only.getValue();
        }
        return wrapped;
    }

    static boolean has(JsonNode body, String field) {
        return !body.path(field).isMissingNode();
    }

    static boolean flag(JsonNode body, String field) {
        return body.path(field).asBoolean(false);
    }

    /// A text field; empty when absent.
    static String text(JsonNode body, String field) {
        return body.path(field).asString("");
    }

    /// The values of a list of `String` nodes.
    static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            values.add(string(item));
        }
        return values;
    }

    /// The value of a `String` node; empty for any other.
    static String string(JsonNode node) {
        return node.path("String").path("sval").asString("");
    }

    /// The last name of a qualified name given as a list of `String` nodes.
    static String last(JsonNode names) {
        return names.isEmpty() ? "" : string(names.get(names.size() - 1));
    }

    /// The items of a field that holds either a list or a wrapped `List`.
    static List<JsonNode> items(JsonNode list) {
        JsonNode array = list.isObject() ? list.path("List").path("items") : list;
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }
}
