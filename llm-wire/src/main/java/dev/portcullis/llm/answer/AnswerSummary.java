// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is recorded of an answer beside its text.
///
/// @param model the model that answered, masked; empty until it is known
/// @param stopReason why it stopped, as the caller is told; empty until it is known
/// @param usage null where the provider has not said, for example because the answer was cut off
/// @param toolCalls in order
/// @param complete whether the answer came to its proper end
public record AnswerSummary(
        String model, String stopReason, @Nullable Usage usage, List<JudgedCall> toolCalls, boolean complete) {

    public AnswerSummary {
        toolCalls = List.copyOf(toolCalls);
    }

    /// Tokens, as the provider counts them. What it read from its cache is included.
    public record Usage(long input, long output) {}

    /// A tool call that the judge has seen.
    public record JudgedCall(String name, boolean allowed) {}
}
