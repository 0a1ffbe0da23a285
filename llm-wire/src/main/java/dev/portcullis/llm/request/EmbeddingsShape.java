// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request for embeddings may hold.
final class EmbeddingsShape {
    private static final Set<String> REQUEST = Set.of("model", "input", "encoding_format", "user");

    private EmbeddingsShape() {}

    static void read(ObjectNode request, FactsBuilder facts) {
        facts.onlyKnown("", request, REQUEST);
        facts.role("user");
        JsonNode input = request.path("input");
        for (int i = 0; i < input.size(); i++) {
            // Numbers of tokens are text that nobody can read here.
            if (!input.get(i).isString()) facts.unknown("input[" + i + "]");
        }
    }
}
