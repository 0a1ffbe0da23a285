// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import dev.portcullis.llm.json.Texts;
import dev.portcullis.masking.DetectorSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One request that was understood. Immutable; each change gives a new one.
public final class LlmRequest {
    private final Endpoint.Listed endpoint;
    private final ObjectNode body;
    private final DetectorSet detectors;

    private LlmRequest(Endpoint.Listed endpoint, ObjectNode body, DetectorSet detectors) {
        this.endpoint = endpoint;
        this.body = body;
        this.detectors = detectors;
    }

    /// Reads a body from the buffer's position to its limit. For [Endpoint.Listed#MODELS] it must be empty.
    ///
    /// @param detectors whose findings become facts
    public static LlmRequest read(Endpoint.Listed endpoint, ByteBuffer utf8, DetectorSet detectors)
            throws LlmWireException {
        if (endpoint == Endpoint.Listed.MODELS) {
            if (utf8.hasRemaining()) throw new LlmWireException(Problem.MALFORMED, "a list of models takes no body");
            return new LlmRequest(endpoint, StrictJson.object(), detectors);
        }
        ObjectNode body = StrictJson.object(StrictJson.read(utf8), "the request");
        refuseHalfCharacters(body);
        return new LlmRequest(endpoint, body, detectors);
    }

    public LlmFacts facts() throws LlmWireException {
        var facts = new FactsBuilder(endpoint, body);
        switch (endpoint) {
            case CHAT_COMPLETIONS -> ChatShape.read(body, facts);
            case RESPONSES -> ResponsesShape.read(body, facts);
            case MESSAGES, COUNT_TOKENS -> MessagesShape.read(body, facts);
            case EMBEDDINGS -> EmbeddingsShape.read(body, facts);
            case MODELS -> {}
        }
        return facts.build(texts(), detectors);
    }

    /// Every text, in order.
    public List<PromptText> texts() {
        var texts = new ArrayList<PromptText>();
        Texts.of(body, (place, text) -> texts.add(new PromptText(place, text)));
        return texts;
    }

    public LlmRequest masked(TextMask mask) throws LlmWireException {
        return with(new MaskedTree(mask).of(body));
    }

    /// With a bound on the answer's tokens: the caller's own if that is lower.
    public LlmRequest limited(long maxTokens) {
        List<String> fields = maxTokensFields();
        if (fields.isEmpty()) return this;
        ObjectNode copy = body.deepCopy();
        List<String> said = fields.stream().filter(copy::hasNonNull).toList();
        for (String field : said.isEmpty() ? List.of(fields.getFirst()) : said) {
            long own = said.isEmpty() ? Long.MAX_VALUE : copy.path(field).asLong(Long.MAX_VALUE);
            if (own > maxTokens) copy.put(field, maxTokens);
        }
        return with(copy);
    }

    /// With a bound on all choices of the answer together, where the caller has said none that counts here.
    public LlmRequest bounded(long tokens) {
        boolean said = maxTokensFields().stream().anyMatch(body::hasNonNull);
        return said
                ? this
                : limited(Math.max(1, tokens / Math.max(1, body.path("n").asLong(1))));
    }

    /// The fields that bound the answer, first the one to use where there is none.
    private List<String> maxTokensFields() {
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> List.of("max_completion_tokens", "max_tokens");
            case RESPONSES -> List.of("max_output_tokens");
            case MESSAGES -> List.of("max_tokens");
            case COUNT_TOKENS, EMBEDDINGS, MODELS -> List.of();
        };
    }

    /// With the demand that the provider keeps nothing.
    public LlmRequest unstored() {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES -> with(body.deepCopy().put("store", false));
            case MESSAGES, COUNT_TOKENS, EMBEDDINGS, MODELS -> this;
        };
    }

    /// With the demand that a streamed answer ends with its usage, where the API sends that on demand only. The
    /// caller's library has to bear one more event, which all of them do.
    public LlmRequest withUsage() {
        boolean onDemand = endpoint == Endpoint.Listed.CHAT_COMPLETIONS
                && body.path("stream").asBoolean(false)
                && !body.path("stream_options").path("include_usage").asBoolean(false);
        if (!onDemand) return this;
        ObjectNode copy = body.deepCopy();
        JsonNode options = copy.path("stream_options");
        ObjectNode changed = options instanceof ObjectNode object ? object : StrictJson.object();
        copy.set("stream_options", changed.put("include_usage", true));
        return with(copy);
    }

    /// The body to send on.
    public byte[] body() {
        return endpoint == Endpoint.Listed.MODELS ? new byte[0] : StrictJson.bytes(body);
    }

    private LlmRequest with(ObjectNode changed) {
        return new LlmRequest(endpoint, changed, detectors);
    }

    /// Readers differ in what they make of half a surrogate pair.
    private static void refuseHalfCharacters(JsonNode body) throws LlmWireException {
        if (hasHalfCharacter(StrictJson.text(body))) {
            throw new LlmWireException(Problem.MALFORMED, "half a character");
        }
    }

    private static boolean hasHalfCharacter(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
