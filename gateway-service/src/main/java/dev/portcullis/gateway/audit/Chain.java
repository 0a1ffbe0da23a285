// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.gateway.access.AuditLog.Durable;
import dev.portcullis.gateway.audit.journal.Appended;
import dev.portcullis.gateway.audit.journal.Destination;
import dev.portcullis.gateway.audit.journal.Frame;
import dev.portcullis.gateway.audit.journal.JournalRefusedException;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.HeartbeatStatement.Place;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events numbered 1, 2, 3, … each of which names the digest of the one before it. An event that the journal does not
/// take leaves the chain as it was; after a failure that leaves in doubt what is on disk, the chain
/// takes no more. The chain of a session is known to heartbeats, by what is on disk of it: that and no
/// less reaches the log.
final class Chain {
    private static final Logger log = LoggerFactory.getLogger(Chain.class);
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final String id;
    private final Ledger ledger;
    private final boolean quorum;
    private final boolean isOfSession;
    private final Frame.Headers headers;
    private final MessageDigest sha256 = sha256();
    private String previous = "0".repeat(64);
    private long sequence;
    private long lastTime;
    private long unrecorded;
    private volatile boolean broken;
    private volatile boolean over;
    private volatile @Nullable Head onDisk;

    private Chain(String id, Ledger ledger, boolean quorum, boolean isOfSession) {
        this.id = id;
        this.ledger = ledger;
        this.quorum = quorum;
        this.isOfSession = isOfSession;
        this.headers = Frame.Headers.startingWith(ledger.headers()).add(AuditHeaders.SUBJECT, id);
    }

    /// The chain of a session.
    ///
    /// @param quorum whether an intent is durable only once Kafka has it
    static Chain ofSession(String id, Ledger ledger, boolean quorum) {
        return new Chain(id, ledger, quorum, true);
    }

    /// A chain for what belongs to no session.
    static Chain ofGateway(String id, Ledger ledger) {
        return new Chain(id, ledger, false, false);
    }

    String id() {
        return id;
    }

    /// Whether the journal has taken no event of it.
    synchronized boolean isEmpty() {
        return sequence == 0;
    }

    /// There will be no more events.
    void end() {
        over = true;
    }

    /// How far it has come on disk; empty while nothing is there.
    Optional<Kept> kept() {
        Head head = onDisk;
        return head == null
                ? Optional.empty()
                : Optional.of(new Kept(id, head.seq(), Digest.fromHex(head.digest()), over && isSettled()));
    }

    /// Whether the disk has all that it will have of a chain that is over. One that is not over has
    /// nothing to wait for.
    synchronized boolean isSettled() {
        Head head = onDisk;
        return !over || broken || (head != null && head.seq() == sequence);
    }

    /// Records what is about to happen, all or nothing, and calls back when it is durable.
    void intend(List<Draft> drafts, Durable durable) {
        try {
            append(drafts, false, new Awaiting(durable));
        } catch (JournalRefusedException | RuntimeException e) {
            durable.failed(e);
        }
    }

    /// Records what has happened. There is nobody left who could be told that it cannot be recorded, so a loss is
    /// counted in the next event.
    void report(Draft draft) {
        try {
            append(List.of(draft), true, new Reported());
        } catch (JournalRefusedException | RuntimeException e) {
            synchronized (this) {
                unrecorded++;
            }
            ledger.counts().lost();
            log.atError()
                    .setCause(e)
                    .addKeyValue("chain", id)
                    .addKeyValue("kind", draft.kind().word())
                    .log("event not recorded");
        }
    }

    EventCounts counts() {
        return ledger.counts();
    }

    Recurring recurring() {
        return ledger.recurring();
    }

    boolean isBroken() {
        return broken;
    }

    private synchronized void append(List<Draft> drafts, boolean happened, Appended appended)
            throws JournalRefusedException {
        if (broken) {
            throw new IllegalStateException("the chain " + id + " is broken by an earlier failure");
        }
        long sequenceBefore = sequence;
        String previousBefore = previous;
        boolean taken = false;
        try {
            List<Frame> frames = new ArrayList<>(drafts.size());
            for (Draft draft : drafts) {
                frames.add(frame(draft));
            }
            ledger.journal().append(frames, happened, new Settling(new Head(sequence, previous), appended));
            taken = true;
            unrecorded = 0;
            drafts.forEach(draft -> ledger.counts().recorded(draft.kind()));
        } finally {
            if (!taken) {
                sequence = sequenceBefore;
                previous = previousBefore;
            }
        }
    }

    private Frame frame(Draft draft) {
        // Never earlier than the event before it, whatever the system's clock does meanwhile.
        lastTime = Math.max(lastTime, ledger.clock().millis());
        sequence++;
        String uid = id + "-" + sequence;
        Scratch scratch = SCRATCH.get();
        JsonBuffer out = scratch.buffer();
        out.clear();
        write(out, draft, uid);
        sha256.update(out.array(), 0, out.size());
        previous = HexFormat.of().formatHex(sha256.digest());
        Frame.Headers all = Frame.Headers.startingWith(headers)
                .add(AuditHeaders.ID, uid)
                .add(AuditHeaders.TYPE, "dev.portcullis." + draft.kind().word())
                .add(AuditHeaders.TIME, scratch.time().text(lastTime));
        return Frame.of(Destination.AUDIT, id, all, out.array(), out.size());
    }

    private void write(JsonBuffer out, Draft draft, String uid) {
        out.open().name("time").number(lastTime);
        ledger.recurring().shape(out, draft.shape());
        out.name("metadata").open();
        out.name("version").text("1.8.0").name("uid").text(uid);
        out.name("sequence").number(sequence).name("correlation_uid").text(id);
        out.encoded(ledger.product(draft.shape().control() != null)).close();
        draft.body().accept(out);
        out.name("unmapped").open().name("portcullis").open();
        out.name("kind").text(draft.kind().word()).name("prev").text(previous);
        out.name("gateway").text(ledger.gateway());
        if (unrecorded > 0) {
            out.name("unrecorded").number(unrecorded);
        }
        draft.details().accept(out, () -> new Place(id, sequence, Digest.fromHex(previous), lastTime));
        out.close().close().close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private record Head(long seq, String digest) {}

    /// What a thread uses to write one event after the other.
    private record Scratch(JsonBuffer buffer, EventTime time) {
        Scratch() {
            this(new JsonBuffer(), new EventTime());
        }
    }

    /// Notes what is on disk before whoever waits for it goes on.
    private final class Settling implements Appended {
        private final Head head;
        private final Appended appended;

        Settling(Head head, Appended appended) {
            this.head = head;
            this.appended = appended;
        }

        @Override
        public void synced(long end) {
            onDisk = head;
            if (isOfSession) {
                ledger.kept().add(Chain.this);
            }
            appended.synced(end);
        }

        @Override
        public void failed(Throwable cause) {
            appended.failed(cause);
        }
    }

    private final class Awaiting implements Appended {
        private final Durable durable;

        Awaiting(Durable durable) {
            this.durable = durable;
        }

        @Override
        public void synced(long end) {
            if (quorum) {
                ledger.shipper().whenAcknowledged(end, new Acknowledged(durable));
            } else {
                durable.reached();
            }
        }

        @Override
        public void failed(Throwable cause) {
            broken = true;
            durable.failed(cause);
        }
    }

    private record Acknowledged(Durable durable) implements Appended {
        @Override
        public void synced(long end) {
            durable.reached();
        }

        @Override
        public void failed(Throwable cause) {
            // The record is on disk and will reach Kafka, late: the chain goes on, what waited does not.
            durable.failed(cause);
        }
    }

    private final class Reported implements Appended {
        @Override
        public void synced(long end) {
            // Nobody waits.
        }

        @Override
        public void failed(Throwable cause) {
            broken = true;
        }
    }
}
