// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import dev.portcullis.cli.approvals.ApprovalsCommand;
import dev.portcullis.cli.approvals.ApproveCommand;
import dev.portcullis.cli.approvals.RejectCommand;
import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.fingerprints.FingerprintCommand;
import dev.portcullis.cli.grants.GrantCommand;
import dev.portcullis.cli.grants.GrantsCommand;
import dev.portcullis.cli.home.DevelopmentTokens;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.cli.keys.KeysCommand;
import dev.portcullis.cli.log.EvidenceCommand;
import dev.portcullis.cli.log.ExportCommand;
import dev.portcullis.cli.log.VerifyCommand;
import dev.portcullis.cli.policies.PolicyCommand;
import dev.portcullis.cli.retained.HoldCommand;
import dev.portcullis.cli.retained.RecordingCommand;
import dev.portcullis.cli.sessions.ReplayCommand;
import dev.portcullis.cli.sessions.SearchCommand;
import dev.portcullis.cli.sessions.SessionsCommand;
import dev.portcullis.cli.targets.ReconcileCommand;
import dev.portcullis.cli.templates.TemplateCommand;
import dev.portcullis.cli.text.SafeText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit status: 0 done, 1 refused or failed, 2 wrong use.
@Command(
        name = "./portcullis",
        description = "An access gateway for machine identities. These verbs talk to a running Portcullis.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            TokenCommand.class,
            ApprovalsCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            GrantsCommand.class,
            GrantCommand.class,
            KeysCommand.class,
            FingerprintCommand.class,
            TemplateCommand.class,
            SessionsCommand.class,
            ReplayCommand.class,
            SearchCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            RecordingCommand.class,
            HoldCommand.class,
            EvidenceCommand.class,
            ReconcileCommand.class,
            PolicyCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Of the run as a whole:",
            "  up [--detach]  start everything; Ctrl-C or down stops it",
            "  down           stop everything",
            "  status         show every process",
            "  demo           play the whole story against the running Portcullis",
            "  psql           psql through the gateway, with a token: psql [--as NAME] [--connection NAME] [psql's own]"
        })
public final class Portcullis {

    private static final int FAILED = 1;

    private Portcullis() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), out, err, arguments));
    }

    /// Runs one command.
    ///
    /// @return its exit status
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        try {
            Surroundings surroundings = Surroundings.of(environment, out);
            return new CommandLine(new Portcullis(), new Wiring(surroundings))
                    .setOut(out)
                    .setErr(err)
                    .setExecutionExceptionHandler((failure, _, _) -> report(failure, err))
                    .execute(arguments);
        } catch (Ports.UnusablePort | CommandFailed e) {
            return report(e, err);
        }
    }

    private static int report(Exception failure, PrintWriter err) {
        err.println(
                switch (failure) {
                    case CommandFailed refused -> SafeText.block(String.valueOf(refused.getMessage()));
                    case DevelopmentTokens.NoToken none -> SafeText.line(String.valueOf(none.getMessage()));
                    case Ports.UnusablePort port -> String.valueOf(port.getMessage());
                    default -> "This should not have happened: " + SafeText.line(String.valueOf(failure));
                });
        return FAILED;
    }
}
