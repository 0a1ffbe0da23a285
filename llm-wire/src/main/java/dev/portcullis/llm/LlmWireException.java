// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

/// What a caller or a provider sent cannot be passed on. The message says where and why, and never holds any of it.
public final class LlmWireException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /// What is wrong.
    public enum Problem {
        /// not JSON, not UTF-8, a key twice, or events that do not follow the API's grammar
        MALFORMED,
        /// larger, deeper or longer than the limits
        TOO_LARGE,
        /// may hold content that this reader does not know, so that neither mask nor judge would see it
        UNKNOWN_CONTENT,
        /// holds content that no mask can look into or change, such as sound or a name
        UNMASKABLE
    }

    public LlmWireException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
