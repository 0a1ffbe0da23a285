// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.IssuedKey;
import dev.portcullis.contracts.key.KeyCheck;
import dev.portcullis.contracts.key.KeyFiling;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRequest;
import dev.portcullis.contracts.key.KeyRevocation;
import dev.portcullis.contracts.key.KeysEnded;
import dev.portcullis.contracts.key.KeysInUse;
import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys kept by the approval service, the same for all gateways. Each session is opened by asking for its
/// key; nothing that was answered once is believed a second time. While sessions are open under a key it
/// is asked about again and again; when no answer comes, they end.
final class RemoteKeys implements AccessKeys {
    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);
    private static final int CREATED = 201;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NO_CONTENT = 204;
    private static final int ASKED_AT_ONCE = 1_000;

    /// An order that was heard late covers the keys that were issued meanwhile, where it had not been heard
    /// yet. After so long it had been, or the token it was meant for was over: keys since then stay.
    private static final Duration LATEST = Duration.ofHours(1);

    /// For clocks that differ, and for what was under way.
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /// Longer than it takes to open a session.
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /// As many orders wait to be told. Those beyond it count at this gateway alone.
    static final int UNTOLD_AT_MOST = 10_000;

    private static final String NOT_ACCEPTED = "the key is not accepted here";

    private final ServiceClient service;
    private final LiveSessions sessions;
    private final Revocations revocations;
    private final Clock clock;
    private final Duration silence;
    private final Executor tellers;
    private final LookUpTurns turns = new LookUpTurns();
    private final Map<String, InUse> inUse = new ConcurrentHashMap<>();
    private final ReentrantLock telling = new ReentrantLock();

    /// In the order in which they are told, each with the latest time that it was given with. Guarded by itself.
    private final LinkedHashMap<Order, Instant> untold = new LinkedHashMap<>();

    RemoteKeys(ServiceClient service, LiveSessions sessions, Revocations revocations, Clock clock, Duration silence) {
        this(
                service,
                sessions,
                revocations,
                clock,
                silence,
                work -> Thread.ofVirtual().name("revoked-keys").start(work));
    }

    /// @param tellers run what tells the service of revocations
    RemoteKeys(
            ServiceClient service,
            LiveSessions sessions,
            Revocations revocations,
            Clock clock,
            Duration silence,
            Executor tellers) {
        this.service = service;
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
        this.silence = silence;
        this.tellers = tellers;
    }

    /// Makes a key for a caller. Blocks.
    ///
    /// @return the key; empty with the service's reason if it may not have one
    Outcome issue(Identity identity, KeyRequest asked) throws DependencyUnavailable {
        String secret = KeyText.make();
        ServiceClient.ServiceAnswer answer = service.post(
                "/v1/keys",
                new KeyFiling(
                        identity,
                        asked.connection(),
                        KeyText.digest(secret),
                        Objects.requireNonNullElse(asked.purpose(), ""),
                        asked.seconds()));
        return switch (answer.status()) {
            case CREATED -> {
                AccessKey made = answer.as(AccessKey.class);
                turns.known(KeyText.digest(secret));
                yield new Outcome.Made(new IssuedKey(made, secret));
            }
            case FORBIDDEN -> new Outcome.Refused(answer.read(Problem.class).detail());
            default ->
                throw new DependencyUnavailable(Dependency.APPROVAL, "a key was answered with " + answer.status());
        };
    }

    @Override
    public boolean isKey(String credential) {
        return credential.startsWith(KeyText.PREFIX);
    }

    @Override
    public Identity holder(String key, String connection) throws NotAuthenticatedException, DependencyUnavailable {
        if (!KeyText.isWellFormed(key)) {
            throw new NotAuthenticatedException(NOT_ACCEPTED);
        }
        KeyHolder holder = lookUp(key, connection).orElseThrow(() -> new NotAuthenticatedException(NOT_ACCEPTED));
        AccessKey found = holder.key();
        Instant now = clock.instant();
        if (!found.connection().equals(connection) || !found.holds(now)) {
            throw new NotAuthenticatedException(NOT_ACCEPTED);
        }
        if (revocations.cover(holder.identity().subject(), found.issuedAt())) {
            throw new NotAuthenticatedException("the key was revoked");
        }
        inUse.compute(
                found.id(),
                (id, known) -> new InUse(found.expiresAt(), now, known == null ? "" : known.endedBecause()));
        return withKey(holder.identity(), found);
    }

    private Optional<KeyHolder> lookUp(String key, String connection) throws DependencyUnavailable {
        String digest = KeyText.digest(key);
        try (LookUpTurns.Turn turn = turns.take(digest)) {
            ServiceClient.ServiceAnswer answer = service.post("/v1/keys:check", new KeyCheck(digest, connection));
            if (answer.status() == NOT_FOUND) {
                return Optional.empty();
            }
            KeyHolder holder = answer.as(KeyHolder.class);
            turn.found();
            return Optional.of(holder);
        }
    }

    /// The key is what was shown: events name it where they would name the token, and rules can tell.
    private static Identity withKey(Identity identity, AccessKey key) {
        Map<String, String> claims = new HashMap<>(identity.claims());
        claims.put(CLAIM, key.id());
        return new Identity(
                identity.subject(),
                identity.issuer(),
                identity.clientId(),
                identity.groups(),
                identity.roles(),
                identity.actors(),
                claims,
                key.id(),
                key.expiresAt());
    }

    /// Ends a key that was made and must not be handed over any more. Its secret is nowhere else; where its
    /// subject was revoked, it ends on record with all others of that subject.
    void abandon(IssuedKey made) {
        String subject = made.key().subject();
        if (revocations.cover(subject, null)) {
            revokeAllOf(subject, "gateway", "revoked while a key was issued", clock.instant());
        }
    }

    @Override
    public void revokeAllOf(String subject, String by, String reason, Instant at) {
        boolean queued;
        Order order = new Order(subject, by, reason);
        synchronized (untold) {
            queued = untold.containsKey(order) || untold.size() < UNTOLD_AT_MOST;
            if (queued) {
                queue(order, covered(at));
            }
        }
        if (!queued) {
            log.atError()
                    .addKeyValue("subject", subject)
                    .log("too many revocations to be told; the subject's keys are refused here, but not ended");
        }
        tellSoon();
    }

    /// An order that is given again counts for the keys issued meanwhile, too, and is told once.
    private void queue(Order order, Instant issuedUntil) {
        untold.merge(order, issuedUntil, (one, other) -> one.isAfter(other) ? one : other);
    }

    /// Until when a key was issued that the order is meant for. Here nobody got one since the order was heard;
    /// elsewhere it is heard by itself.
    private Instant covered(Instant ordered) {
        Instant heard = clock.instant().plus(MARGIN);
        Instant latest = ordered.plus(LATEST);
        return heard.isBefore(latest) ? heard : latest;
    }

    /// Tells what was ordered, on a thread of its own: nobody waits for it. Called every now and then.
    void tellSoon() {
        if (untold() > 0 && !telling.isLocked()) {
            tellers.execute(this::tellRevocations);
        }
    }

    /// How many orders were not heard yet.
    int untold() {
        synchronized (untold) {
            return untold.size();
        }
    }

    /// Tells each order once, unless somebody tells already or nobody answers. What was not heard waits behind
    /// the others.
    void tellRevocations() {
        if (!telling.tryLock()) {
            return;
        }
        try {
            boolean answered = true;
            for (int left = untold(); answered && left > 0; left--) {
                answered = tellNext();
            }
        } finally {
            telling.unlock();
        }
    }

    /// @return false if nobody answers
    private boolean tellNext() {
        Order order;
        Instant until;
        synchronized (untold) {
            Map.Entry<Order, Instant> first = untold.pollFirstEntry();
            if (first == null) {
                return false;
            }
            // Taken out first: the same order that comes meanwhile is told again.
            order = first.getKey();
            until = first.getValue();
        }
        try {
            int status = service.post("/v1/keys:revoke", order.until(until)).status();
            if (status != NO_CONTENT) {
                notHeard(order, until, "answered with " + status);
            }
            return true;
        } catch (DependencyUnavailable e) {
            notHeard(order, until, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void notHeard(Order order, Instant until, String cause) {
        synchronized (untold) {
            queue(order, until);
        }
        log.atWarn()
                .addKeyValue("subject", order.subject())
                .addKeyValue("cause", cause)
                .log("keys not ended yet; told again soon");
    }

    /// Asks about every key in use, and ends the sessions of those that hold no longer. Called every
    /// second or so.
    void watch() {
        Instant now = clock.instant();
        inUse.values().removeIf(key -> now.isAfter(key.expiresAt().plus(REMEMBERED)));
        List<String> ids = new ArrayList<>(inUse.keySet());
        for (int from = 0; from < ids.size(); from += ASKED_AT_ONCE) {
            ask(ids.subList(from, Math.min(ids.size(), from + ASKED_AT_ONCE)), now);
        }
        inUse.forEach((id, key) -> {
            String over = !key.endedBecause().isEmpty()
                    ? key.endedBecause()
                    : now.isAfter(key.heardAt().plus(silence)) ? "nobody can tell whether the key still holds" : "";
            if (!over.isEmpty()) {
                int ended = sessions.endAllWith(id, over);
                if (ended > 0) {
                    log.atInfo()
                            .addKeyValue("key", id)
                            .addKeyValue("sessions", ended)
                            .addKeyValue("why", over)
                            .log("key over, sessions ended");
                }
            }
        });
    }

    private void ask(List<String> ids, Instant now) {
        try {
            Map<String, String> ended = service.post("/v1/keys:ended", new KeysInUse(ids))
                    .as(KeysEnded.class)
                    .reasons();
            ids.forEach(id -> inUse.computeIfPresent(
                    id, (_, key) -> new InUse(key.expiresAt(), now, ended.getOrDefault(id, key.endedBecause()))));
        } catch (DependencyUnavailable e) {
            log.atDebug().setCause(e).log("no word about keys");
        }
    }

    /// What became of the wish for a key.
    sealed interface Outcome {
        /// Here it is.
        record Made(IssuedKey key) implements Outcome {}

        /// There is none, and why.
        record Refused(String why) implements Outcome {}
    }

    /// A key under which sessions may be open.
    ///
    /// @param heardAt when it was last heard that it holds, or not
    /// @param endedBecause why it holds no longer; empty while it does
    private record InUse(Instant expiresAt, Instant heardAt, String endedBecause) {}

    record Problem(String detail) {}

    /// Who orders the keys of whom to be ended, and why. The same order given twice is one.
    private record Order(String subject, String by, String reason) {
        KeyRevocation until(Instant issued) {
            return new KeyRevocation(subject, by, reason, issued);
        }
    }
}
