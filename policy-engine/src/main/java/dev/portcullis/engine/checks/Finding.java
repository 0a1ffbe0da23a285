// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

/// Something in a policy that is accepted and still may not be meant.
///
/// @param line where in the document, from 1
/// @param rule the rule in question; empty for the policy as a whole
/// @param message what, and why it matters
public record Finding(int line, String rule, String message) {

    @Override
    public String toString() {
        return line + ": " + (rule.isEmpty() ? "" : rule + ": ") + message;
    }
}
