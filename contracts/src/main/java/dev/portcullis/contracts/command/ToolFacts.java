// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Facts of one call of a tool that a language model asks its caller to make, read from the model's answer before the
/// caller sees it, and masked as the caller would see it.
///
/// @param name the tool's name
/// @param arguments every value of the arguments as text, by where it stands: `path`, `options.force`, `files[0]`. A
///     tool that takes plain text has it as `input`. Values that are null are the text `null`
/// @param findings the names of the content detectors that found something in the arguments; sorted, no duplicates
public record ToolFacts(String name, Map<String, String> arguments, List<String> findings) implements Facts {

    public ToolFacts {
        // Equal facts are written alike, whatever the order in which the model named its arguments.
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
        findings = List.copyOf(findings);
    }
}
