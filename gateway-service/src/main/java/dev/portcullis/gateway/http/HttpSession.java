// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// One caller's series of requests on one connection. Ends once: when told to, but its record not before the last
/// request is over.
final class HttpSession {
    private final GatewaySession session;
    private final long generation;
    private final CompletableFuture<Refusal> over = new CompletableFuture<>();
    /// The same for whoever stops listening before: a future would remember every listener until it is over.
    private final Sinks.One<Refusal> ending = Sinks.one();
    private final AtomicLong commands = new AtomicLong();
    private int underWay;
    private int uploads;
    private long lastUsed;
    private boolean recorded;
    private String why = "";

    HttpSession(GatewaySession session, long generation, long now) {
        this.session = session;
        this.generation = generation;
        this.lastUsed = now;
    }

    GatewaySession session() {
        return session;
    }

    /// The id of the next command.
    String nextCommandId() {
        return session.id() + "-" + commands.incrementAndGet();
    }

    /// The connection as it was when this session began; false once there is a newer catalogue.
    boolean isOf(long currentGeneration) {
        return generation == currentGeneration;
    }

    /// A request begins; false if the session is over.
    synchronized boolean enter(int limit) {
        if (over.isDone()) {
            return false;
        }
        if (underWay >= limit) {
            throw new Refused(new Refusal.TooMany(limit));
        }
        underWay++;
        return true;
    }

    /// A body begins that passes unread.
    ///
    /// @throws Refused there are as many under way as may be at once
    synchronized void beginUpload(int limit) {
        if (uploads >= limit) {
            throw new Refused(new Refusal.TooMany(limit));
        }
        uploads++;
    }

    /// Such a request is over, whatever became of it.
    synchronized void endUpload() {
        uploads--;
    }

    /// A request is over, whatever became of it.
    synchronized void leave(long now) {
        underWay--;
        lastUsed = now;
        recordEnd();
    }

    synchronized boolean isIdleSince(long moment) {
        return underWay == 0 && lastUsed <= moment;
    }

    /// Ends the session: nothing new begins, and what is under way is cut.
    void end(String reason) {
        synchronized (this) {
            if (over.isDone()) {
                return;
            }
            why = reason;
        }
        Refusal refusal = new Refusal.SessionOver(reason);
        // Of several who end it at once, one does.
        if (over.complete(refusal)) {
            ending.tryEmitValue(refusal).orThrow();
        }
        synchronized (this) {
            recordEnd();
        }
    }

    /// Ends the session where this refusal is one that ends it.
    void obey(Refusal refusal) {
        if (refusal instanceof Refusal.RecordingFull full && full.endsSession()) {
            end(full.why());
        }
    }

    /// Completes when the session is over.
    CompletableFuture<Refusal> over() {
        return over;
    }

    /// Says once why the session is over. For as long as a request takes; nothing is left of it afterwards.
    Mono<Refusal> ending() {
        return ending.asMono();
    }

    private void recordEnd() {
        if (over.isDone() && underWay == 0 && !recorded) {
            recorded = true;
            session.audit().ended(why);
        }
    }
}
