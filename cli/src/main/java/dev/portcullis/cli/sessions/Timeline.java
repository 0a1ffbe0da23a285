// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.sessions;

import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.audit.RecordingLine;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a recording as a timeline. Nothing in a recording can reach the terminal as anything but text.
final class Timeline {

    private static final String INDENT = " ".repeat(12);

    private final PrintWriter out;

    Timeline(PrintWriter out) {
        this.out = out;
    }

    void show(RecordingLine line) {
        switch (line.k()) {
            case COMMAND -> command(line);
            case PARAMETERS -> tell("with", row(line));
            case COLUMNS -> out.println(INDENT + row(line));
            case ROW -> out.println(INDENT + row(line));
            case TRUNCATED -> tell("(left out)", text(line));
            case NOTICE -> tell("notice:", text(line));
            case COMPLETE -> tell("done:", text(line));
            case ERROR -> tell("error:", text(line));
            case REFUSED -> tell("refused:", text(line));
            case HELD -> tell("held:", text(line));
        }
    }

    void showUnreadable(String line) {
        tell("(unreadable)", SafeText.line(line));
    }

    private void command(RecordingLine line) {
        String at = "%9.3f s  ".formatted(line.t() / 1000.0);
        String next = " ".repeat(at.length());
        String prefix = at + "> ";
        for (String part : SafeText.block(
                        text(line.v().isEmpty() ? null : line.v().getFirst()))
                .lines()
                .toList()) {
            out.println(prefix + part);
            prefix = next + "  ";
        }
    }

    private void tell(String what, String text) {
        out.println(INDENT + what + " " + text);
    }

    private static String row(RecordingLine line) {
        return line.v().stream()
                .map(value -> value == null ? "NULL" : SafeText.line(value))
                .collect(Collectors.joining(" | "));
    }

    private static String text(RecordingLine line) {
        return row(line);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
