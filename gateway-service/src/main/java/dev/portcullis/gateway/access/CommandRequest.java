// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.SqlFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command that a session asks to run.
///
/// @param id unique; names the command in decisions, approvals, recordings and audit events
/// @param text the command, whole, as it would be forwarded
/// @param parameters bound parameter values as text, in order; null entries are SQL NULLs
/// @param facts what the parser found out
/// @param factsDigest equal for equal facts
public record CommandRequest(
        String id, String text, List<@Nullable String> parameters, SqlFacts facts, String factsDigest) {}
