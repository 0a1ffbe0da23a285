// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.gateway.access.AuditLog.Durable;
import dev.portcullis.gateway.audit.journal.Appended;
import dev.portcullis.gateway.audit.journal.Destination;
import dev.portcullis.gateway.audit.journal.Frame;
import dev.portcullis.gateway.audit.journal.JournalRefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events numbered 1, 2, 3, … each of which names the digest of the one before it. An event that the journal does not
/// take leaves the chain as it was; after a failure that leaves in doubt what is on disk, the chain takes no more.
final class Chain {
    private static final Logger log = LoggerFactory.getLogger(Chain.class);
    private static final ThreadLocal<JsonBuffer> BUFFER = ThreadLocal.withInitial(JsonBuffer::new);

    private final String id;
    private final Ledger ledger;
    private final boolean quorum;
    private final MessageDigest sha256 = sha256();
    private String previous = "0".repeat(64);
    private long sequence;
    private long lastTime;
    private long unrecorded;
    private volatile boolean broken;

    Chain(String id, Ledger ledger, boolean quorum) {
        this.id = id;
        this.ledger = ledger;
        this.quorum = quorum;
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
            ledger.journal().append(frames, happened, appended);
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
        JsonBuffer out = BUFFER.get();
        out.clear();
        write(out, draft, uid);
        sha256.update(out.array(), 0, out.size());
        previous = HexFormat.of().formatHex(sha256.digest());
        Frame.Headers headers = Frame.Headers.startingWith(ledger.headers())
                .add(AuditHeaders.ID, uid)
                .add(AuditHeaders.TYPE, "dev.portcullis." + draft.kind().word())
                .add(AuditHeaders.TIME, Instant.ofEpochMilli(lastTime).toString())
                .add(AuditHeaders.SUBJECT, id);
        return Frame.of(Destination.AUDIT, id, headers, out.array(), out.size());
    }

    private void write(JsonBuffer out, Draft draft, String uid) {
        out.open().name("time").number(lastTime);
        draft.shape().writeTo(out);
        out.name("metadata").open();
        out.name("version").text("1.8.0").name("uid").text(uid);
        out.name("sequence").number(sequence).name("correlation_uid").text(id);
        if (draft.shape().control() != null) {
            out.name("profiles").openArray().text("security_control").closeArray();
        }
        out.encoded(ledger.product()).close();
        draft.body().accept(out);
        out.name("unmapped").open().name("portcullis").open();
        out.name("kind").text(draft.kind().word()).name("prev").text(previous);
        out.name("gateway").text(ledger.gateway());
        if (unrecorded > 0) {
            out.name("unrecorded").number(unrecorded);
        }
        draft.details().accept(out);
        out.close().close().close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
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
