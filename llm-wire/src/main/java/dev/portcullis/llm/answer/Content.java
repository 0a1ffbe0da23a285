// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.JsonNode;

/// Whether something can say anything at all.
final class Content {
    /// So many characters of a tool call or a signed thought are held back at most, until it is whole.
    static final int MOST_HELD = 1 << 20;

    private Content() {}

    /// Numbers and truth values say nothing that a mask would change; in pieces, strings do.
    static boolean isIn(JsonNode value) {
        if (value.isString()) return !value.stringValue().isEmpty();
        return value.valueStream().anyMatch(Content::isIn);
    }

    static boolean isJsonObject(String text) {
        try {
            return StrictJson.read(text).isObject();
        } catch (LlmWireException _) {
            return false;
        }
    }
}
