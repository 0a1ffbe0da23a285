// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// `EXPLAIN`.
final class Explain {

    private static final Set<String> NO = Set.of("false", "off", "0");

    private Explain() {}

    /// Whether it runs what it explains. An option whose value is not plainly a no counts as a yes.
    static boolean runs(JsonNode body) {
        for (JsonNode option : body.path("options")) {
            JsonNode element = option.path("DefElem");
            if (Ast.text(element, "defname").toLowerCase(Locale.ROOT).equals("analyze") && !isNo(element.path("arg"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNo(JsonNode argument) {
        if (argument.has("Integer")) {
            return argument.path("Integer").path("ival").asInt(0) == 0;
        }
        return NO.contains(Ast.string(argument).toLowerCase(Locale.ROOT));
    }
}
