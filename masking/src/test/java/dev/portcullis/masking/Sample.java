// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A line of the corpus.
record Sample(String detector, String annotated) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u\\{([0-9A-Fa-f]+)}");
    private static final Pattern MARKED = Pattern.compile("‹(.*?)›", Pattern.DOTALL);

    static Stream<Sample> read(String file) {
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Sample.class.getResourceAsStream(file)), StandardCharsets.UTF_8))) {
            return in
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Sample::parse)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample parse(String line) {
        String[] parts = line.split("\t", 2);
        String text = parts[1].replace("\\n", "\n").replace(" ++ ", "");
        return new Sample(
                parts[0],
                ESCAPE.matcher(text).replaceAll(match -> Character.toString(Integer.parseInt(match.group(1), 16))));
    }

    String text() {
        return annotated.replace("‹", "").replace("›", "");
    }

    String[] marked() {
        return MARKED.matcher(annotated).results().map(match -> match.group(1)).toArray(String[]::new);
    }

    String redacted() {
        return MARKED.matcher(annotated).replaceAll(ValueMasker.MARKER);
    }

    @Override
    public String toString() {
        return detector + ": " + annotated;
    }
}
