// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.json;

import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Walks over every text of a document: names, strings and numbers, as far as a mask looks at them.
public final class Texts {
    private final BiConsumer<String, String> reader;

    private Texts(BiConsumer<String, String> reader) {
        this.reader = reader;
    }

    /// Hands every text to a reader.
    ///
    /// @param reader takes the place of each text, such as `messages[0].content`, and the text
    public static void of(JsonNode tree, BiConsumer<String, String> reader) {
        new Texts(reader).walk("", tree);
    }

    private void walk(String place, JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                object.forEachEntry((name, value) -> {
                    if (!Opaque.is(object, name, value)) walk(within(place, name), value);
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) walk(place + "[" + i + "]", array.get(i));
            }
            case JsonNode value when value.isString() || value.isNumber() -> reader.accept(place, value.asString());
            case JsonNode _ -> {}
        }
    }

    /// The place of a property.
    public static String within(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
