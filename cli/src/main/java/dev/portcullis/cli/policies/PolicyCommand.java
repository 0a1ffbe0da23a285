// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import picocli.CommandLine.Command;

/// What concerns policies.
@Command(
        name = "policy",
        description = "List, show, test, apply and try out policies.",
        synopsisSubcommandLabel =
                "list|show|history|restore|test|apply|proposals|approve|simulate|replay|explain|schema",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            HistoryCommand.class,
            RestoreCommand.class,
            TestCommand.class,
            ApplyCommand.class,
            ProposalsCommand.class,
            ApproveCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            ExplainCommand.class,
            SchemaCommand.class
        })
public final class PolicyCommand {}
