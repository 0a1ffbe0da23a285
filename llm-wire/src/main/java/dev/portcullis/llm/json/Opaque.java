// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.json;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Strings that are no text: signatures and cipher texts, which break when they are changed, and encoded files, in
/// which
/// nothing would be found. That there are files is a fact that a policy can deny by.
final class Opaque {
    private static final Set<String> SEALED = Set.of("signature", "encrypted_content", "thought_signature");
    private static final Set<String> ENCODED_KINDS = Set.of("base64", "redacted_thinking");
    private static final Set<String> ADDRESSES = Set.of("url", "image_url", "file_data", "file_url");

    private Opaque() {}

    static boolean is(ObjectNode parent, String name, JsonNode value) {
        // A vector, as numbers or encoded.
        if (name.equals("embedding")) return true;
        if (!value.isString()) return false;
        return SEALED.contains(name)
                || (name.equals("data") && isEncoded(parent))
                || (ADDRESSES.contains(name) && isBase64Address(value.stringValue()));
    }

    private static boolean isEncoded(ObjectNode parent) {
        return ENCODED_KINDS.contains(parent.path("type").asString("")) || parent.has("format");
    }

    private static boolean isBase64Address(String value) {
        int comma = value.indexOf(',');
        return value.startsWith("data:")
                && comma > 0
                && value.substring(0, comma).endsWith(";base64");
    }
}
