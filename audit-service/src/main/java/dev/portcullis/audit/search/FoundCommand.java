// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import java.time.Instant;
import java.util.List;

/// One command that was found.
///
/// @param eventId the event that tells all about it
/// @param sessionId the session it was sent in
/// @param commandId the gateway's name for it
/// @param time when
/// @param identity who sent it
/// @param connection over which connection
/// @param outcome whether it was forwarded
/// @param text the command, at most its first thousand characters
/// @param relations what it names
/// @param classifications what these hold
record FoundCommand(
        String eventId,
        String sessionId,
        String commandId,
        Instant time,
        String identity,
        String connection,
        CommandQuery.Outcome outcome,
        String text,
        List<String> relations,
        List<String> classifications) {}
