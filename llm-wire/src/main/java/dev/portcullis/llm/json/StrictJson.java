// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.json;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads one JSON document so that no other reader could understand it differently: UTF-8 only, no key twice, nothing
/// behind it, nothing beyond the limits.
public final class StrictJson {
    /// What providers take at most.
    public static final int MOST_BYTES = 32 << 20;

    private static final int DEEPEST = 100;
    private static final int MOST_TOKENS = 2_000_000;
    private static final int LONGEST_NAME = 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(MOST_TOKENS)
                            .maxNameLength(LONGEST_NAME)
                            .maxStringLength(MOST_BYTES)
                            .maxDocumentLength(MOST_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Numbers are written as they were read, however long.
            .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    public static JsonNode read(ByteBuffer utf8) throws LlmWireException {
        if (utf8.remaining() > MOST_BYTES) throw new LlmWireException(Problem.TOO_LARGE, "larger than " + MOST_BYTES);
        return read(decoded(utf8));
    }

    public static JsonNode read(String text) throws LlmWireException {
        try {
            JsonNode tree = JSON.readTree(text);
            if (tree == null || tree.isMissingNode()) throw new LlmWireException(Problem.MALFORMED, "no JSON");
            return tree;
        } catch (StreamConstraintsException _) {
            throw new LlmWireException(Problem.TOO_LARGE, "JSON beyond the limits");
        } catch (JacksonException _) {
            // Its message may quote the text.
            throw new LlmWireException(Problem.MALFORMED, "not JSON, or a key twice");
        }
    }

    public static ObjectNode object(JsonNode node, String place) throws LlmWireException {
        if (node instanceof ObjectNode object) return object;
        throw new LlmWireException(Problem.MALFORMED, place + " is no object");
    }

    public static String decoded(ByteBuffer utf8) throws LlmWireException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate()).toString();
        } catch (CharacterCodingException _) {
            throw new LlmWireException(Problem.MALFORMED, "not UTF-8");
        }
    }

    public static String text(JsonNode tree) {
        return JSON.writeValueAsString(tree);
    }

    /// UTF-8 throughout: a surrogate without its other half becomes a question mark.
    public static byte[] bytes(JsonNode tree) {
        return text(tree).getBytes(StandardCharsets.UTF_8);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// A copy with every string rewritten.
    public static JsonNode mapStrings(JsonNode tree, UnaryOperator<String> rewrite) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode copy = object();
                object.forEachEntry((name, value) -> copy.set(name, mapStrings(value, rewrite)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array();
                array.forEach(value -> copy.add(mapStrings(value, rewrite)));
                yield copy;
            }
            case JsonNode value
            when value.isString() -> JsonNodeFactory.instance.stringNode(rewrite.apply(value.stringValue()));
            case JsonNode value -> value;
        };
    }
}
