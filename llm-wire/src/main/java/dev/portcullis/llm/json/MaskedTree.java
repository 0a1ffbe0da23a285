// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.json;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.TextMask;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Masks a document in every corner: each string and number, wherever it stands, also where nobody expects text.
public final class MaskedTree {
    /// Documents of the caller's or the model's own making. They are masked as JSON, because some things are found only
    /// together with the name they stand behind.
    private static final Set<String> FREE_FORM =
            Set.of("input", "arguments", "metadata", "parameters", "input_schema", "schema", "action", "output");

    private final TextMask mask;

    public MaskedTree(TextMask mask) {
        this.mask = mask;
    }

    /// A masked copy.
    ///
    /// @throws LlmWireException where something was found in a name, which cannot be masked
    public ObjectNode of(ObjectNode object) throws LlmWireException {
        ObjectNode copy = StrictJson.object();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            String name = property.getKey();
            if (!mask.text(name).equals(name)) {
                throw new LlmWireException(Problem.UNMASKABLE, "a name that would have to be masked");
            }
            copy.set(name, property(object, name, property.getValue()));
        }
        return copy;
    }

    public JsonNode of(JsonNode node) throws LlmWireException {
        return switch (node) {
            case ObjectNode object -> of(object);
            case ArrayNode array -> {
                ArrayNode copy = StrictJson.array();
                for (JsonNode element : array) copy.add(of(element));
                yield copy;
            }
            case JsonNode value when value.isString() -> string(mask.text(value.stringValue()));
            case JsonNode value when value.isNumber() -> number(value);
            case JsonNode value -> value;
        };
    }

    private JsonNode property(ObjectNode parent, String name, JsonNode value) throws LlmWireException {
        if (Opaque.is(parent, name, value)) return value;
        if (value.isObject() && FREE_FORM.contains(name)) return document(value);
        if (value.isString() && name.equals("arguments")) return string(arguments(value.stringValue()));
        return of(value);
    }

    /// The arguments of a tool as a masked JSON text. What is no JSON is masked as the text it is.
    public String arguments(String arguments) throws LlmWireException {
        try {
            return StrictJson.text(document(StrictJson.read(arguments)));
        } catch (LlmWireException e) {
            return switch (e.problem()) {
                case MALFORMED -> mask.text(arguments);
                case TOO_LARGE, UNKNOWN_CONTENT, UNMASKABLE -> throw e;
            };
        }
    }

    private JsonNode document(JsonNode document) throws LlmWireException {
        JsonNode masked = StrictJson.read(mask.json(StrictJson.text(document)));
        if (masked.getNodeType() == document.getNodeType() || !document.isObject()) return masked;
        // So much was found that nothing is left. Whoever reads it still expects an object.
        return StrictJson.object().set("masked", masked);
    }

    private JsonNode number(JsonNode number) {
        String digits = number.asString();
        String masked = mask.text(digits);
        return masked.equals(digits) ? number : string(masked);
    }

    private static JsonNode string(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }
}
