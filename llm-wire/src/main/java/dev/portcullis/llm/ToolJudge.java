// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

/// Says which tool calls of an answer the caller gets to see. It may block: an answer is guarded on a thread that can
/// wait. If it throws, the answer ends there.
@FunctionalInterface
public interface ToolJudge {
    Verdict judge(ToolCall call);

    /// Lets every call pass.
    ToolJudge ALLOWING = _ -> new Verdict.Allow();

    /// What becomes of a call.
    sealed interface Verdict {
        record Allow() implements Verdict {}

        /// The call is taken out of the answer and the notice put in its place.
        ///
        /// @param notice what the caller reads; short, and nothing that it must not know
        record Deny(String notice) implements Verdict {}
    }
}
