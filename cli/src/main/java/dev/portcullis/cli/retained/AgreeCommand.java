// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.audit.Erasure;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Agrees to an erasure, which is then done. There is no way back.
@Command(name = "agree", description = "Agree to an erasure somebody else asked for. It cannot be undone.")
public final class AgreeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ERASURE", description = "the id that recording erasures shows")
    private String id = "";

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "who agrees; not who asked")
    private String name = "";

    public AgreeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/audit/v1/erasures/" + Ids.checked(id) + "/agreement";
        Erasure done = surroundings.edge(name).read(new Edge.Call("POST", path, Map.of(), ""), Erasure.class);
        surroundings
                .out()
                .println("The key of the recording of session " + SafeText.line(done.sessionId())
                        + " is destroyed. Its events stay in the log.");
        return 0;
    }
}
