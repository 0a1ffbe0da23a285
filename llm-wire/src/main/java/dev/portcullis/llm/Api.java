// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

/// Whose API a connection speaks.
public enum Api {
    /// `api.openai.com`, and whatever is compatible with it
    OPENAI,
    /// `api.anthropic.com`
    ANTHROPIC,
    /// `api.*.githubcopilot.com`, which speaks both of the above
    COPILOT
}
