// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What an event says about a command, as far as people search for it.
///
/// @param commandId the gateway's name for the command
/// @param text SQL, or method and path of an HTTP request; cut where the event cuts it
/// @param relations what it names, `schema.name`
/// @param classifications what these and their columns hold
record CommandEvent(String commandId, String text, Set<String> relations, Set<String> classifications) {

    static CommandEvent of(JsonNode event) {
        JsonNode own = event.path("unmapped").path("portcullis");
        Set<String> relations = new LinkedHashSet<>();
        Set<String> classifications = new LinkedHashSet<>();
        texts(own.path("sql").path("classifications"), classifications);
        for (JsonNode statement : own.path("sql").path("statements")) {
            for (JsonNode relation : statement.path("relations")) {
                String schema = relation.path("schema").asString("");
                String name = relation.path("name").asString("");
                relations.add(schema.isEmpty() ? name : schema + "." + name);
            }
            texts(statement.path("classifications"), classifications);
            for (JsonNode column : statement.path("columns")) {
                texts(column.path("classifications"), classifications);
            }
        }
        return new CommandEvent(
                event.path("query_info")
                        .path("uid")
                        .asString(event.path("api").path("request").path("uid").asString("")),
                event.path("query_info")
                        .path("query_string")
                        .asString(event.path("api").path("operation").asString("")),
                relations,
                classifications);
    }

    private static void texts(JsonNode list, Set<String> into) {
        for (JsonNode text : list) {
            into.add(text.asString(""));
        }
    }
}
