// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import picocli.CommandLine.Command;

/// Commands agreed to in advance.
@Command(
        name = "template",
        description = "Agree in advance to commands of one shape, within bounds and for a time.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            ProposeCommand.class,
            ListTemplatesCommand.class,
            ShowTemplateCommand.class,
            ApproveTemplateCommand.class,
            RejectTemplateCommand.class,
            RevokeCommand.class
        })
public final class TemplateCommand {}
