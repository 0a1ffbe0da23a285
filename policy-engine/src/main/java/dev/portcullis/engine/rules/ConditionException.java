// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import java.util.List;

/// A condition that cannot be accepted, with everything that is wrong with it.
public final class ConditionException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Issue> issues;

    ConditionException(List<Issue> issues) {
        super(issues.isEmpty() ? "invalid condition" : issues.getFirst().message());
        this.issues = List.copyOf(issues);
    }

    /// All faults, in the order of their places.
    public List<Issue> issues() {
        return issues;
    }

    /// One fault.
    ///
    /// @param line the line within the expression, from 1
    /// @param column the column within the line, from 1
    /// @param message what is wrong
    /// @param excerpt the line with a caret under the place
    public record Issue(int line, int column, String message, String excerpt) {}
}
