// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import picocli.CommandLine.Command;

/// What concerns policies.
@Command(
        name = "policy",
        description = "List, show, apply and try out policies.",
        synopsisSubcommandLabel = "list|show|apply|simulate",
        subcommands = {ListCommand.class, ShowCommand.class, ApplyCommand.class, SimulateCommand.class})
public final class PolicyCommand {}
