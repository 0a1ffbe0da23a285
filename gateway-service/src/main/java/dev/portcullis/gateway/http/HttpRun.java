// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.CommandRecording;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.access.SessionRecording;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.masking.ValueMasker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request on the record, from its arrival to its end. Its end is recorded once, whatever ends it first.
final class HttpRun {
    private final SessionAudit audit;
    private final SessionRecording recording;
    private final CommandRequest command;
    private final AtomicBoolean over = new AtomicBoolean();
    private final TextPieces text = new TextPieces();
    private volatile CommandRecording answer;
    private volatile Masks masks = Masks.none();
    private volatile long startedAt;
    private volatile String status = "";
    private volatile boolean readable;
    private volatile Map<String, Long> counts = Map.of();
    private volatile @Nullable Upload upload;
    private volatile ModelBudget.Spending spending = ModelBudget.Spending.UNBOUNDED;
    private long pieces;
    private long bytes;
    private boolean masked;
    private String tail = "";

    HttpRun(SessionAudit audit, CommandRequest command) {
        this.audit = audit;
        this.recording = audit.recording();
        this.command = command;
        this.answer = new CommandRecording(recording, command.id(), Obligations.NONE);
    }

    CommandRequest command() {
        return command;
    }

    /// So many tokens were set aside for it.
    void spends(ModelBudget.Spending reserved) {
        spending = reserved;
    }

    /// Its body passes unread.
    void uploads(Upload passing) {
        upload = passing;
    }

    /// It is about to be forwarded under these obligations, with this body.
    void forwarded(Obligations granted, Masks inForce, String body, long now) {
        answer = new CommandRecording(recording, command.id(), granted);
        masks = inForce;
        startedAt = now;
        recording.line(RecordingLine.Kind.COMMAND, command.id(), List.of(command.text()));
        for (String piece : CommandRecording.pieces(body)) {
            recording.line(RecordingLine.Kind.PARAMETERS, command.id(), List.of(piece));
        }
    }

    /// It will not be.
    void refused(Refusal refusal) {
        if (over.compareAndSet(false, true)) {
            spending.notSent();
            audit.refused(command, refusal);
            recording.line(RecordingLine.Kind.COMMAND, command.id(), List.of(command.text()));
            recording.line(
                    RecordingLine.Kind.REFUSED,
                    command.id(),
                    List.of(HttpRefusals.of(refusal).detail()));
        }
    }

    /// It is a message of a WebSocket, and sent. What the target says next is nobody's answer in particular.
    void said(long now) {
        status = "101";
        ended(Ending.COMPLETED, "", now);
    }

    /// The target's answer begins.
    void answers(int httpStatus, String contentType, boolean isText) {
        status = Integer.toString(httpStatus);
        readable = isText;
        recording.line(RecordingLine.Kind.COLUMNS, command.id(), List.of(status, contentType));
    }

    /// A piece of the answer goes to the caller.
    ///
    /// @throws Refused it must not, since there is no room for it in the recording
    void passed(byte[] piece) {
        if (!readable) {
            require(bytes > 0 ? null : answer.unrecorded("an answer that is no text"));
            count(piece);
            return;
        }
        String more = text.next(piece);
        if (!masks.isEmpty() && !masked) {
            String seen = tail + more;
            masked = seen.contains(ValueMasker.MARKER);
            tail = seen.substring(Math.max(0, seen.length() - ValueMasker.MARKER.length()));
        }
        require(answer.text(more));
        count(piece);
    }

    /// The gateway itself tells the caller why there is no more of the answer.
    void lastWords(byte[] words) {
        recording.line(RecordingLine.Kind.NOTICE, command.id(), List.of(new String(words, StandardCharsets.UTF_8)));
    }

    /// A message of a WebSocket's target goes to the caller. Each is recorded by itself.
    ///
    /// @param inForce what it was masked with
    /// @throws Refused it must not, since there is no room for it in the recording
    void heard(Payload message, Masks inForce) {
        String said = message.readable();
        masks = inForce;
        masked |= !inForce.isEmpty() && said.contains(ValueMasker.MARKER);
        require(answer.text(said));
        count(message.bytes());
    }

    /// From now on its answer is recorded as these obligations demand.
    void under(Obligations demanded) {
        answer = new CommandRecording(recording, command.id(), demanded);
    }

    private void count(byte[] piece) {
        pieces++;
        bytes += piece.length;
    }

    private static void require(Refusal.@Nullable RecordingFull full) {
        if (full != null) {
            throw new Refused(full);
        }
    }

    /// What the target counted.
    void counted(Map<String, Long> what) {
        counts = what;
    }

    /// Nobody waits for it any more.
    void callerLeft(long now) {
        if (startedAt == 0) {
            refused(new Refusal.Cancelled());
        } else {
            ended(Ending.CLIENT_LOST, "", now);
        }
    }

    /// It was forwarded, and is over.
    ///
    /// @param errorCode what went wrong, in a word; empty if nothing did
    void ended(Ending ending, String errorCode, long now) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        spending.ended(status, counts);
        boolean failed = ending != Ending.COMPLETED;
        Upload passing = upload;
        SessionAudit.Upload passed = passing == null ? null : passing.passed();
        if (passed != null) {
            recording.line(
                    RecordingLine.Kind.PARAMETERS,
                    command.id(),
                    List.of("(" + passed.bytes() + " bytes passed"
                            + (passed.sha256().isEmpty()
                                    ? ", not to the end)"
                                    : ", SHA-256 " + passed.sha256() + ")")));
        }
        recording.line(
                failed ? RecordingLine.Kind.ERROR : RecordingLine.Kind.COMPLETE,
                command.id(),
                List.of(failed ? ending + " " + errorCode : status + ", " + bytes + " bytes"));
        audit.outcome(new SessionAudit.Outcome(
                command.id(),
                ending,
                status,
                pieces,
                bytes,
                now - startedAt,
                errorCode,
                masked ? masks.names().stream().map(name -> name + " redact").toList() : List.of(),
                counts,
                passed));
    }
}
