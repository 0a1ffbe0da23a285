// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What conditions read of an HTTP request.
final class HttpAttributes {

    /// A request that asks no model for anything: no model is allowed by it, and none is denied by it.
    private static final LlmFacts NONE = new LlmFacts(
            "", "", false, List.of(), List.of(), 0, null, false, false, List.of(), false, false, List.of(), List.of());

    private HttpAttributes() {}

    static Facts http(HttpFacts http) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "method", http.method(),
                "host", http.host(),
                "path", http.path(),
                "query", http.query(),
                "headers", http.headers(),
                "contentType", http.contentType()));
        // Where nobody has looked there is nothing to read: a rule that denies by it holds, one that allows does not.
        if (http.bodyBytes() != HttpFacts.UNKNOWN_SIZE) {
            values.put("bodyBytes", http.bodyBytes());
        }
        if (http.findings() != null) {
            values.put("findings", http.findings());
        }
        if (http.protectedFiles() != null) {
            values.put("protectedFiles", http.protectedFiles());
        }
        return new Facts(AttributeTypes.HTTP, values);
    }

    static Facts llm(@Nullable LlmFacts asked) {
        LlmFacts llm = asked == null ? NONE : asked;
        Map<String, Object> values = new HashMap<>();
        values.put("endpoint", llm.endpoint());
        values.put("model", llm.model());
        values.put("stream", llm.stream());
        values.put("roles", llm.roles());
        values.put("tools", llm.tools());
        values.put("tokenEstimate", llm.tokenEstimate());
        if (llm.maxTokens() != null) {
            values.put("maxTokens", llm.maxTokens());
        }
        values.put("images", llm.images());
        values.put("files", llm.files());
        values.put("hosts", llm.hosts());
        values.put("stored", llm.stored());
        values.put("continued", llm.continued());
        values.put("findings", llm.findings());
        values.put("unknown", llm.unknown());
        return new Facts(AttributeTypes.LLM, values);
    }
}
