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

    /// Tokens, as the provider counts them.
    ///
    /// @param input all that it read, from its cache too
    /// @param output all that it wrote
    /// @param fromCache how many of the input came from its cache
    /// @param toCache how many of the input it left there
    public record Usage(long input, long output, long fromCache, long toCache) {
        /// Without a cache.
        public Usage(long input, long output) {
            this(input, output, 0, 0);
        }
    }

    /// A tool call that the judge has seen.
    public record JudgedCall(String name, boolean allowed) {}
}
