// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentSchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints the JSON Schema of a kind of documents, for editors.
@Command(name = "schema", description = "Print the JSON Schema of a kind of documents, for editors.")
final class SchemaCommand implements Callable<Integer> {

    private final PrintWriter out;

    @Parameters(
            paramLabel = "KIND",
            defaultValue = "Policy",
            description = "Policy, Connection or Classifications (${DEFAULT-VALUE})")
    private String kind = "";

    SchemaCommand(Surroundings surroundings) {
        this.out = surroundings.out();
    }

    @Override
    public Integer call() {
        DocumentKind known = DocumentKind.ofWord(kind)
                .orElseThrow(() -> new CommandFailed("'" + SafeText.line(kind)
                        + "' is no kind of documents; known are Policy, Connection, Classifications"));
        out.print(DocumentSchema.of(known));
        out.flush();
        return 0;
    }
}
