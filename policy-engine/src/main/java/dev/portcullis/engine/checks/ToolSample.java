// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.contracts.command.ToolFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A tool call as the tests of a policy write it: `TOOL name`, then arguments as `place=value`. `findings=` names
/// detectors, with commas between them. A value that holds spaces cannot be written here.
final class ToolSample {

    private static final String WORD = "TOOL";
    private static final String FINDINGS = "findings";
    private static final Pattern WORDS = Pattern.compile("\\s+");
    private static final Pattern COMMAS = Pattern.compile(",");

    private ToolSample() {}

    static boolean isOne(String text) {
        return text.trim().startsWith(WORD + " ");
    }

    /// The facts of a call.
    ///
    /// @throws IllegalArgumentException if it cannot be read; the message says why
    static ToolFacts facts(String text) {
        List<String> words = WORDS.splitAsStream(text.trim()).toList();
        Map<String, String> arguments = new TreeMap<>();
        for (String word : words.subList(2, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("an argument is written like 'path=/tmp/x', not '" + word + "'");
            }
            arguments.put(word.substring(0, equals), word.substring(equals + 1));
        }
        String findings = arguments.remove(FINDINGS);
        return new ToolFacts(
                words.get(1),
                arguments,
                findings == null ? List.of() : COMMAS.splitAsStream(findings).toList());
    }
}
