// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.voting;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What every yes and every no takes: on what, whose, and why.
public final class Ballot {

    @Parameters(paramLabel = "ID", description = "its id, as the list shows it")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who votes (${DEFAULT-VALUE})")
    private String voter = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "why; kept with the vote, and who asked reads it")
    private String reason = "";

    /// What is voted on.
    public String id() {
        return id;
    }

    /// Who votes.
    public String voter() {
        return voter;
    }

    /// Why.
    public String reason() {
        return reason;
    }
}
