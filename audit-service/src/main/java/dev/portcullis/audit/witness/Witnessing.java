// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.audit.log.Cosignatures;
import dev.portcullis.audit.log.SignedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Shows the newest checkpoint to all witnesses, in rounds. Runs on threads of its own: a witness that is slow or
/// down holds up nothing but itself.
@Component
public final class Witnessing {

    private static final Logger log = LoggerFactory.getLogger(Witnessing.class);

    private final List<Witness> witnesses;
    private final WitnessClient client;
    private final SignedLog signed;
    private final Cosignatures cosignatures;
    private final QuorumWatch watch;
    private final AtomicBoolean busy = new AtomicBoolean();

    // A witness takes sizes in their order only.
    private final ReentrantLock round = new ReentrantLock();

    Witnessing(
            WitnessProperties properties,
            WitnessClient client,
            SignedLog signed,
            Cosignatures cosignatures,
            QuorumWatch watch) {
        this.witnesses = properties.witnesses();
        this.client = client;
        this.signed = signed;
        this.cosignatures = cosignatures;
        this.watch = watch;
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.witnesses.interval:5s}")
    void tick() {
        if (!witnesses.isEmpty() && busy.compareAndSet(false, true)) {
            Thread.ofVirtual().name("witnesses").start(this::inBackground);
        }
    }

    private void inBackground() {
        try {
            var _ = now();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("no witness was asked this time");
            watch.missed();
        } finally {
            busy.set(false);
        }
    }

    /// A checkpoint and what witnesses said of it.
    ///
    /// @param view the checkpoint
    /// @param note its note with their cosignatures
    public record Seen(SignedLog.View view, String note) {}

    /// Signs the log as it is now, and shows it to all witnesses.
    public Seen now() {
        round.lock();
        try {
            SignedLog.View view = signed.now();
            if (!witnesses.isEmpty()) {
                show(view);
            }
            return new Seen(
                    view, cosignatures.onto(view.note(), view.checkpoint().size()));
        } finally {
            round.unlock();
        }
    }

    private void show(SignedLog.View view) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (Witness witness : witnesses) {
                // What a view remembers of the tree is for one thread.
                SignedLog.View own = signed.again(view);
                asked.add(threads.submit(() -> show(own, witness)));
            }
            int seen = 0;
            for (Future<Boolean> one : asked) {
                seen += succeeded(one) ? 1 : 0;
            }
            watch.round(seen);
        }
    }

    private static boolean succeeded(Future<Boolean> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            log.atWarn().setCause(e.getCause()).log("a witness was not asked");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean show(SignedLog.View view, Witness witness) throws InterruptedException {
        long size = view.checkpoint().size();
        long known = cosignatures.largest(witness.key());
        if (known == size) {
            watch.seen(witness.name());
            return true;
        }
        Answer answer = client.show(view, Math.min(known, size), witness);
        if (answer instanceof Answer.Remembers(var other) && other <= size) {
            answer = client.show(view, other, witness);
        }
        return take(answer, size, witness);
    }

    private boolean take(Answer answer, long size, Witness witness) {
        switch (answer) {
            case Answer.Cosigned(var cosignature) -> {
                cosignatures.keep(size, witness.key(), cosignature);
                watch.seen(witness.name());
                return true;
            }
            case Answer.Remembers(var other) -> watch.ahead(witness.name(), other, signed.size());
            case Answer.Contradicted() -> watch.contradicted(witness.name(), size);
            case Answer.Refused(var why) -> watch.notSeen(witness.name(), why);
        }
        return false;
    }
}
