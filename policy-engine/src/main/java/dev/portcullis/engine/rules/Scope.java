// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.common.types.CelType;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a rule judges, which decides what its condition can read: a session has no `sql` yet.
public enum Scope {
    /// opening a session on a connection
    SESSION("session"),
    /// one command in a session
    COMMAND("command"),
    /// one call of a tool that a language model asks the caller to make
    TOOL("tool");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /// The word in policy documents.
    public String word() {
        return word;
    }

    Map<String, CelType> variables() {
        Map<String, CelType> variables = new LinkedHashMap<>();
        variables.put("identity", AttributeTypes.IDENTITY);
        variables.put("connection", AttributeTypes.CONNECTION);
        variables.put("session", AttributeTypes.SESSION);
        variables.put("request", AttributeTypes.REQUEST);
        variables.put("command", AttributeTypes.COMMAND);
        switch (this) {
            case SESSION -> {
                // Nothing is asked of the target yet.
            }
            case COMMAND -> {
                variables.put("sql", AttributeTypes.SQL);
                variables.put("http", AttributeTypes.HTTP);
                variables.put("llm", AttributeTypes.LLM);
            }
            case TOOL -> variables.put("tool", AttributeTypes.TOOL);
        }
        return variables;
    }
}
