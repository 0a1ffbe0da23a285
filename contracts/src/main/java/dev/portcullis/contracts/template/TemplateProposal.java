// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/templates`: commands like this one, which was held, shall run without being asked for each
/// time.
///
/// @param approvalId the held command that is the example: its connection, shape, facts, rules and quorum
///     are the template's
/// @param bounds what may differ from the example
/// @param group for everybody in this group; null for whoever asked in the example
/// @param seconds for how long, from the moment people agree
/// @param maxUses how often at most; null for as often as settings allow
/// @param reason why; people decide by it
public record TemplateProposal(
        @Nullable String approvalId,
        @Nullable List<TemplateBound> bounds,
        @Nullable String group,
        long seconds,
        @Nullable Long maxUses,
        @Nullable String reason) {}
