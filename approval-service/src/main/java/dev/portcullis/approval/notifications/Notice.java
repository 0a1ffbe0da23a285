// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a channel is told. Little, and inert: no bound parameters ever, every text without control
/// characters and cut.
///
/// @param occasion why
/// @param about what it is about
/// @param id the approval's id, for emergencies the grant's
/// @param connection on which connection
/// @param requester who asks, or took access
/// @param rules what the rules that hold it say
/// @param quorum who must agree; empty if that is settled
/// @param until when an answer comes too late, access ends or the review was due
/// @param outcome what was decided; empty if nothing was
/// @param by who decided; empty for nobody
/// @param command the beginning of the command's text where the channel is to be told; empty elsewhere
/// @param link where people see all of it and answer
/// @param at when it happened
record Notice(
        Occasion occasion,
        About about,
        String id,
        String connection,
        String requester,
        List<String> rules,
        String quorum,
        @Nullable Instant until,
        String outcome,
        String by,
        String command,
        String link,
        Instant at) {

    /// What it is about.
    enum About {
        COMMAND,
        GRANT,
        TEMPLATE,
        BREAK_GLASS
    }

    /// One fact with its name.
    record Line(String label, String value) {}

    Notice {
        rules = List.copyOf(rules);
    }

    /// What happened, in our words only.
    String title() {
        String what = switch (about) {
            case COMMAND -> "A command";
            case GRANT, BREAK_GLASS -> "Access";
            case TEMPLATE -> "A template for commands";
        };
        return switch (occasion) {
            case ASKED -> what + (about == About.COMMAND ? " is held" : " is asked for");
            case ESCALATED -> what + " still waits for an answer";
            case EXPIRING -> what + " waits, and its time is nearly over";
            case DECIDED -> what + " was decided on";
            case EXPIRED -> what + " was not decided on or used in time";
            case EMERGENCY -> "EMERGENCY ACCESS WAS TAKEN";
            case OVERDUE -> "Emergency access waits for its review";
        };
    }

    /// What people need to know, in the order in which they want it.
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Connection", connection));
        lines.add(new Line("Requester", requester));
        add(lines, "Outcome", outcome);
        add(lines, "By", by);
        add(lines, "Needed", quorum);
        add(
                lines,
                "Until",
                until == null ? "" : until.truncatedTo(ChronoUnit.SECONDS).toString());
        rules.forEach(rule -> lines.add(new Line("Rule", rule)));
        add(lines, "Command begins", command);
        return lines;
    }

    private static void add(List<Line> lines, String label, String value) {
        if (!value.isEmpty()) {
            lines.add(new Line(label, value));
        }
    }
}
