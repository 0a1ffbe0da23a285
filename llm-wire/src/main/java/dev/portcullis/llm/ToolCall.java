// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

/// A complete call of a tool that a model asks the caller to make, as the caller would see it: masked.
///
/// @param id the provider's id of the call; empty where it gives none
/// @param name the tool's name, or the type of a tool that has no name of its own
/// @param arguments a JSON text, or for tools that take plain text that text
public record ToolCall(String id, String name, String arguments) {
    @Override
    public String toString() {
        return "ToolCall[" + name + "]";
    }
}
