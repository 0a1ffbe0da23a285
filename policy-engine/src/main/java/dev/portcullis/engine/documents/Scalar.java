// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// One plain value of a document, which remembers its place.
public final class Scalar {

    private final ScalarNode node;
    private final String path;
    private final Findings findings;

    Scalar(ScalarNode node, String path, Findings findings) {
        this.node = node;
        this.path = path;
        this.findings = findings;
    }

    /// The text as written, whatever type YAML would give it: a label `no` stays `no`.
    public String text() {
        return node.getValue();
    }

    /// The line in the document where the value begins, from 1.
    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    /// Reports a fault of this value.
    public void refuse(String message) {
        findings.add(node.getStartMark(), path, message);
    }

    /// Reports a fault inside this value.
    ///
    /// @param line the line within the value, from 1
    /// @param column the column within that line, from 1
    public void refuse(int line, int column, String message, String excerpt) {
        int startLine = node.getStartMark().getLine() + 1;
        int startColumn = node.getStartMark().getColumn() + 1;
        findings.add(new DocumentError(startLine, startColumn + offset(line, column), path, message, excerpt));
    }

    /// Whether the whole value matches; reports a fault if not.
    public boolean matches(Pattern pattern, String message) {
        boolean matches = pattern.matcher(text()).matches();
        if (!matches) {
            refuse(message);
        }
        return matches;
    }

    /// The value as a whole number; reports a fault if it is none, or out of bounds.
    public OptionalInt integer(int min, int max) {
        try {
            int value = Integer.parseInt(text());
            if (value >= min && value <= max) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException e) {
            // reported below, together with numbers out of bounds
        }
        refuse("must be a whole number from " + min + " to " + max + ", not '" + text() + "'");
        return OptionalInt.empty();
    }

    /// Reports a fault unless the value is one of the words.
    public boolean isOneOf(String... words) {
        boolean known = Arrays.asList(words).contains(text());
        if (!known) {
            refuse("must be one of " + String.join(", ", words) + ", not '" + text() + "'");
        }
        return known;
    }

    /// Only for values written on one line as they are can a place inside them be told; otherwise it is their start.
    private int offset(int line, int column) {
        boolean oneLine =
                line == 1 && node.getStartMark().getLine() == node.getEndMark().getLine();
        int quotes = node.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        int written = node.getEndMark().getColumn() - node.getStartMark().getColumn();
        return oneLine && written == text().length() + 2 * quotes ? column - 1 + quotes : 0;
    }
}
