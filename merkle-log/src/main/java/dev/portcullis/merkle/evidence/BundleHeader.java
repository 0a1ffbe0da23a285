// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.CanonicalText;
import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.NoteException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// What a bundle is about. All of it is in the event that records the request, and in the checkpoint.
///
/// @param id the bundle's id
/// @param from when the period begins
/// @param to the moment before which it ends
/// @param identity whose events; empty for everybody's
/// @param connection of which connection; empty for all
/// @param requestedBy who asked for it
/// @param requestedAt when
/// @param log the name of the log
/// @param logSize how many entries the log had when it was signed
/// @param requestIndex where the request stands in the log
/// @param events how many events are cited, the request not counted
/// @param citations which ones ([Citations])
/// @param bounds what a bundle may hold at most; more would have been refused
public record BundleHeader(
        String id,
        Instant from,
        Instant to,
        String identity,
        String connection,
        String requestedBy,
        Instant requestedAt,
        String log,
        long logSize,
        long requestIndex,
        long events,
        String citations,
        Bounds bounds) {

    /// The chain of the service that keeps the log; nobody else writes to it.
    private static final String KEEPER = "svc-audit";

    /// Of what bundles hold and how it is written. Raised where a summary changes.
    static final int VERSION = 2;

    /// How much goes into one bundle.
    ///
    /// @param events events
    /// @param days days from the beginning of the period to its end
    /// @param bytes bytes of events
    public record Bounds(long events, long days, long bytes) {}

    /// What the event that records the request says, which is in the log of this checkpoint.
    public static BundleHeader of(CitedEvent request, Checkpoint checkpoint) throws NoteException {
        if (!request.kind().equals("record.read") || !request.chain().equals(KEEPER) || !request.has("evidence.id")) {
            throw new NoteException("entry " + request.index() + " does not record the request for this bundle");
        }
        try {
            return new BundleHeader(
                    request.own("evidence.id"),
                    Instant.parse(request.own("evidence.from")),
                    Instant.parse(request.own("evidence.to")),
                    request.own("evidence.identity"),
                    request.own("evidence.connection"),
                    request.actor(),
                    request.moment(),
                    checkpoint.origin(),
                    checkpoint.size(),
                    request.index(),
                    request.count("evidence.events"),
                    request.own("evidence.citations"),
                    new Bounds(
                            request.count("evidence.mostEvents"),
                            request.count("evidence.mostDays"),
                            request.count("evidence.mostBytes")));
        } catch (DateTimeParseException e) {
            throw new NoteException("the request for this bundle names no period", e);
        }
    }

    void write(Lines out) throws IOException {
        out.line("{");
        text(out, "id", id);
        text(out, "from", from.toString());
        text(out, "to", to.toString());
        text(out, "identity", identity);
        text(out, "connection", connection);
        text(out, "requestedBy", requestedBy);
        text(out, "requestedAt", requestedAt.toString());
        text(out, "log", log);
        number(out, "logSize", logSize);
        number(out, "requestIndex", requestIndex);
        number(out, "events", events);
        text(out, "citations", citations);
        number(out, "mostEvents", bounds.events());
        number(out, "mostDays", bounds.days());
        number(out, "mostBytes", bounds.bytes());
        out.line("\"v\": " + VERSION);
        out.line("}");
    }

    private static void text(Lines out, String name, String value) throws IOException {
        StringBuilder line = new StringBuilder("\"").append(name).append("\": ");
        CanonicalText.quote(line, Cell.of(value));
        out.line(line.append(',').toString());
    }

    private static void number(Lines out, String name, long value) throws IOException {
        out.line("\"" + name + "\": " + value + ",");
    }
}
