// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.answer.AnswerSummary.JudgedCall;
import dev.portcullis.llm.answer.AnswerSummary.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Gathers an answer's summary while it passes.
final class AnswerLog {
    private final List<JudgedCall> calls = new ArrayList<>();
    private String model = "";
    private String stopReason = "";
    private @Nullable Usage usage;
    private boolean complete;

    void model(JsonNode masked) {
        model = masked.asString(model);
    }

    void stopped(JsonNode masked) {
        stopReason = masked.asString(stopReason);
    }

    void judged(String name, boolean allowed) {
        calls.add(new JudgedCall(name, allowed));
    }

    void completed() {
        complete = true;
    }

    /// The counts of a usage object of any of the APIs. A count that is missing keeps the value it had: Anthropic sends
    /// them in two events.
    void usage(JsonNode counts) {
        if (!counts.isObject()) return;
        Usage before = usage == null ? new Usage(0, 0) : usage;
        JsonNode input = counts.has("input_tokens") ? counts.path("input_tokens") : counts.path("prompt_tokens");
        JsonNode output = counts.has("output_tokens") ? counts.path("output_tokens") : counts.path("completion_tokens");
        long written = output.asLong(before.output());
        usage = input.isNumber()
                ? input(counts, input.asLong(0), written)
                : new Usage(before.input(), written, before.fromCache(), before.toCache());
    }

    /// Anthropic counts what its cache had beside the input, the others within it.
    private static Usage input(JsonNode counts, long input, long output) {
        long beside = counts.path("cache_read_input_tokens").asLong(0);
        long toCache = counts.path("cache_creation_input_tokens").asLong(0);
        JsonNode details = counts.has("input_tokens_details")
                ? counts.path("input_tokens_details")
                : counts.path("prompt_tokens_details");
        long within = Math.clamp(details.path("cached_tokens").asLong(0), 0, Math.max(0, input));
        return new Usage(input + beside + toCache, output, beside + within, toCache);
    }

    AnswerSummary summary() {
        return new AnswerSummary(model, stopReason, usage, calls, complete);
    }
}
