// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

/// Says which tool calls of an answer the caller gets to see. It may block: an answer is guarded on a thread that can
/// wait. If it throws, the answer ends there.
@FunctionalInterface
public interface ToolJudge {
    Verdict judge(ToolCall call);

    /// Begins to judge a call whose turn to be seen has not come. A judge that asks others asks them
    /// about all calls of an answer at once; one that does not may wait until it is asked.
    default Pending begin(ToolCall call) {
        return new Pending() {
            @Override
            public boolean isDecided() {
                return true;
            }

            @Override
            public Verdict verdict() {
                return judge(call);
            }
        };
    }

    /// Lets every call pass.
    ToolJudge ALLOWING = _ -> new Verdict.Allow();

    /// A call on which somebody may still decide.
    interface Pending {
        /// Whether [#verdict] would wait for nobody.
        boolean isDecided();

        /// What becomes of the call, which is about to be seen if it is let through. May block, and is
        /// asked once.
        Verdict verdict();
    }

    /// What becomes of a call.
    sealed interface Verdict {
        record Allow() implements Verdict {}

        /// The call is taken out of the answer and the notice put in its place.
        ///
        /// @param notice what the caller reads; short, and nothing that it must not know
        record Deny(String notice) implements Verdict {}
    }
}
