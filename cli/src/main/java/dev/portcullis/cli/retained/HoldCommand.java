// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import picocli.CommandLine.Command;

/// Legal holds.
@Command(
        name = "hold",
        description = "Keep what would expire or be erased, until the hold is lifted.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {SetHoldCommand.class, LiftHoldCommand.class, HoldsCommand.class})
public final class HoldCommand {}
