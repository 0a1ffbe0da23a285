// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import picocli.CommandLine.Command;

/// Access for a time.
@Command(
        name = "grant",
        description = "Ask for access for a time, decide on it, end it, look back at it.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            AskCommand.class,
            ExtendCommand.class,
            ApproveGrantCommand.class,
            RejectGrantCommand.class,
            EndCommand.class,
            ReviewCommand.class
        })
public final class GrantCommand {}
