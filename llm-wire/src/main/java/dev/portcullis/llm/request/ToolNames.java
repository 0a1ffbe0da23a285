// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import tools.jackson.databind.JsonNode;

/// The names of the tools that a request offers, in the forms the APIs have for them.
final class ToolNames {
    private ToolNames() {}

    static void read(String place, JsonNode tools, FactsBuilder facts) {
        for (int i = 0; i < tools.size(); i++) {
            String name = name(tools.get(i));
            if (name.isEmpty()) {
                facts.unknown(place + "[" + i + "]");
            } else {
                facts.tool(name);
            }
        }
    }

    /// Chat Completions nests the name in an object called like the tool's type. Tools that run at the provider have no
    /// name of their own.
    private static String name(JsonNode tool) {
        String type = tool.path("type").asString("");
        String nested = tool.path(type).path("name").asString("");
        if (!nested.isEmpty()) return nested;
        String own = tool.path("name").asString("");
        if (!own.isEmpty()) return own;
        return type.equals("function") || type.equals("custom") ? "" : type;
    }
}
