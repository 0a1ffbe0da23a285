// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.cli.Portcullis;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/// The command line, as a person would use it.
///
/// @param environment what it finds around it
public record Verbs(Map<String, String> environment) {

    /// What one call gave.
    ///
    /// @param status its exit status
    /// @param text all it said
    public record Outcome(int status, String text) {}

    /// Runs one verb.
    public Outcome run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int status = Portcullis.run(environment, out, out, arguments);
        return new Outcome(status, said.toString());
    }
}
