// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.names;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Some names, in which `*` stands for anything.
public final class NamePatterns {

    private final List<Pattern> patterns;

    public NamePatterns(Collection<String> texts) {
        patterns = texts.stream().map(NamePatterns::pattern).toList();
    }

    /// Whether one of them is this name.
    public boolean name(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")), Pattern.DOTALL);
    }
}
