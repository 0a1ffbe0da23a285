// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import picocli.CommandLine.Command;

/// Erasing recordings.
@Command(
        name = "recording",
        description = "Ask to erase a recording, agree to it, list who did.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {EraseCommand.class, AgreeCommand.class, ErasuresCommand.class})
public final class RecordingCommand {}
