// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.cli.text.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// What was expected and what happened, step by step.
final class Report {

    private final PrintWriter out;
    private final List<String> mismatches = new ArrayList<>();
    private int steps;

    Report(PrintWriter out) {
        this.out = out;
    }

    /// Begins a part of the story.
    void chapter(String title) {
        out.println();
        out.println("== " + title);
    }

    /// Shows what a person would type.
    void typed(String what) {
        out.println("   > " + SafeText.line(what));
    }

    /// Tells one step.
    ///
    /// @param title what is shown
    /// @param expected what should happen, in words
    /// @param actual what happened
    /// @param asExpected whether that is it
    void step(String title, String expected, String actual, boolean asExpected) {
        steps++;
        out.println((asExpected ? "ok " : "NO ") + title);
        out.println("     expected  " + expected);
        String heading = "     actual    ";
        for (String line : SafeText.block(actual.strip()).lines().toList()) {
            out.println(heading + line);
            heading = " ".repeat(heading.length());
        }
        if (!asExpected) {
            mismatches.add(title);
        }
        out.flush();
    }

    /// Ends the story.
    ///
    /// @return whether everything was as expected
    boolean summary() {
        out.println();
        if (mismatches.isEmpty()) {
            out.println("All " + steps + " steps went as they should.");
        } else {
            out.println(mismatches.size() + " of " + steps + " steps did NOT go as they should:");
            mismatches.forEach(title -> out.println("  - " + title));
        }
        out.flush();
        return mismatches.isEmpty();
    }
}
