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
        long cached = counts.path("cache_creation_input_tokens").asLong(0)
                + counts.path("cache_read_input_tokens").asLong(0);
        JsonNode input = counts.has("input_tokens") ? counts.path("input_tokens") : counts.path("prompt_tokens");
        JsonNode output = counts.has("output_tokens") ? counts.path("output_tokens") : counts.path("completion_tokens");
        usage = new Usage(input.isNumber() ? input.asLong(0) + cached : before.input(), output.asLong(before.output()));
    }

    AnswerSummary summary() {
        return new AnswerSummary(model, stopReason, usage, calls, complete);
    }
}
