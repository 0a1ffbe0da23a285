// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether two parse trees, or parts of them, mean the same to PostgreSQL: equal but for where things stand.
///
/// @param values what parameters of the first stand for in the second, as literals; the first is `$1`
record SameTree(List<@Nullable String> values) {

    /// Trees in which a parameter is like itself only.
    static final SameTree PLAIN = new SameTree(List.of());

    boolean same(JsonNode one, JsonNode other) {
        if (!values.isEmpty() && one.has("ParamRef") && one.size() == 1) {
            return isValue(one.path("ParamRef").path("number").asInt(0), other);
        }
        if (one.isObject() && other.isObject()) {
            return fields(one).equals(fields(other))
                    && fields(one).stream().allMatch(field -> same(one.path(field), other.path(field)));
        }
        if (one.isArray() && other.isArray()) {
            boolean same = one.size() == other.size();
            for (int i = 0; same && i < one.size(); i++) {
                same = same(one.get(i), other.get(i));
            }
            return same;
        }
        return one.isMissingNode() ? other.isMissingNode() : one.equals(other);
    }

    private boolean isValue(int number, JsonNode literal) {
        if (number < 1 || number > values.size() || !literal.has("A_Const")) {
            return false;
        }
        JsonNode constant = literal.path("A_Const");
        String value = values.get(number - 1);
        return value == null
                ? Ast.flag(constant, "isnull")
                : constant.has("sval")
                        && Ast.text(constant.path("sval"), "sval").equals(value);
    }

    /// The fields of an object but for where things stand.
    static TreeSet<String> fields(JsonNode object) {
        TreeSet<String> fields = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!isPlace(entry.getKey())) {
                fields.add(entry.getKey());
            }
        }
        return fields;
    }

    private static boolean isPlace(String field) {
        return field.endsWith("location") || field.endsWith("list_start") || field.endsWith("list_end");
    }
}
