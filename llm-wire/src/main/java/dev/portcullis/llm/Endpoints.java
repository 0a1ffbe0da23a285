// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import dev.portcullis.llm.Endpoint.Listed;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The list that [Endpoint] promises.
final class Endpoints {
    private static final Map<String, Listed> OPENAI = Map.of(
            "/v1/chat/completions", Listed.CHAT_COMPLETIONS,
            "/v1/responses", Listed.RESPONSES,
            "/v1/embeddings", Listed.EMBEDDINGS);
    private static final Map<String, Listed> ANTHROPIC = Map.of(
            "/v1/messages", Listed.MESSAGES,
            "/v1/messages/count_tokens", Listed.COUNT_TOKENS);
    private static final Map<String, Listed> COPILOT = Map.of(
            "/chat/completions", Listed.CHAT_COMPLETIONS,
            "/responses", Listed.RESPONSES,
            "/v1/messages", Listed.MESSAGES,
            "/embeddings", Listed.EMBEDDINGS);

    private static final Pattern MODELS = Pattern.compile("/models(?:/[A-Za-z0-9._:-]{1,200})?");
    private static final String VERSION = "/v1";

    private Endpoints() {}

    static Optional<Listed> posted(Api api, String path) {
        Map<String, Listed> byPath = switch (api) {
            case OPENAI -> OPENAI;
            case ANTHROPIC -> ANTHROPIC;
            case COPILOT -> COPILOT;
        };
        return Optional.ofNullable(byPath.get(path));
    }

    static Optional<Listed> got(Api api, String path) {
        String prefix = switch (api) {
            case OPENAI, ANTHROPIC -> VERSION;
            case COPILOT -> "";
        };
        boolean models = path.startsWith(prefix)
                && MODELS.matcher(path.substring(prefix.length())).matches();
        return models ? Optional.of(Listed.MODELS) : Optional.empty();
    }
}
