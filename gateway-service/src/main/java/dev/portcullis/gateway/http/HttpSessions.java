// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.gateway.access.SessionDoor.Knock;
import dev.portcullis.gateway.access.SessionDoor.Opening;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/// The open sessions of HTTP callers. Requests with the same token from the same address on the same connection belong
/// together, until the token expires, the connection or policy changes, or nothing happens for a while.
final class HttpSessions implements AutoCloseable {
    private final SessionDoor door;
    private final Connections connections;
    private final LiveSessions live;
    private final Clock clock;
    private final HttpPlaneProperties properties;
    private final Map<Key, CompletableFuture<HttpSession>> sessions = new ConcurrentHashMap<>();

    HttpSessions(
            SessionDoor door, Connections connections, LiveSessions live, Clock clock, HttpPlaneProperties properties) {
        this.door = door;
        this.connections = connections;
        this.live = live;
        this.clock = clock;
        this.properties = properties;
    }

    /// The session of a caller, entered: whoever gets it has to leave it. May block.
    HttpSession enter(Knock knock) {
        Key key = Key.of(knock);
        while (true) {
            CompletableFuture<HttpSession> fresh = new CompletableFuture<>();
            CompletableFuture<HttpSession> known = sessions.putIfAbsent(key, fresh);
            HttpSession session = known == null ? open(key, knock, fresh) : await(known);
            if (!session.isOf(connections.generation())) {
                session.end("the connection or its policies changed");
            } else if (isExpired(session)) {
                session.end("the token has expired");
                if (known == null) {
                    // Some skew of clocks is allowed for; another session would be over as soon.
                    throw new Refused(new Refusal.SessionOver("the token has expired"));
                }
            }
            if (session.enter(limit(session))) {
                return session;
            }
            sessions.remove(key, known == null ? fresh : known);
        }
    }

    /// Whether the connection, and policy, are still those that the session was opened by.
    boolean isCurrent(HttpSession session) {
        return session.isOf(connections.generation());
    }

    /// A request of this session is over.
    void leave(HttpSession session) {
        session.leave(clock.millis());
    }

    /// Ends what has expired, is out of date or unused. Called every second.
    void sweep() {
        long idleSince = clock.millis() - properties.idleTimeout().toMillis();
        sessions.values().stream()
                .filter(future -> future.isDone() && !future.isCompletedExceptionally())
                .map(CompletableFuture::resultNow)
                .forEach(session -> {
                    if (isExpired(session)) {
                        session.end("the token has expired");
                    } else if (session.isIdleSince(idleSince)) {
                        session.end("nothing happened for too long");
                    }
                });
    }

    @Override
    public void close() {
        sessions.values().stream()
                .filter(future -> future.isDone() && !future.isCompletedExceptionally())
                .forEach(future -> future.resultNow().end("the gateway stops"));
    }

    private HttpSession open(Key key, Knock knock, CompletableFuture<HttpSession> fresh) {
        try {
            if (sessions.size() > properties.maxSessions()) {
                throw new Refused(new Refusal.TooMany(properties.maxSessions()));
            }
            long generation = connections.generation();
            HttpSession session = switch (door.open(knock)) {
                case Opening.Opened(var opened) -> new HttpSession(opened, generation, clock.millis());
                case Opening.TurnedAway(var refusal) -> throw new Refused(refusal);
            };
            live.add(session.session(), session::end);
            var _ = session.over().thenRun(() -> {
                live.remove(session.session());
                sessions.remove(key, fresh);
            });
            fresh.complete(session);
            return session;
        } catch (RuntimeException e) {
            sessions.remove(key, fresh);
            fresh.completeExceptionally(e);
            throw e;
        }
    }

    private static HttpSession await(CompletableFuture<HttpSession> known) {
        try {
            return known.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.SessionOver("the gateway stops"));
        }
    }

    private int limit(HttpSession session) {
        return Objects.requireNonNull(session.session().connection().http())
                .limits()
                .concurrent();
    }

    private boolean isExpired(HttpSession session) {
        return !clock.instant().isBefore(session.session().identity().expiresAt());
    }

    /// Of the token only a digest is kept.
    private record Key(String token, String connection, String address) {
        static Key of(Knock knock) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(knock.token().getBytes(StandardCharsets.UTF_8));
                return new Key(HexFormat.of().formatHex(digest), knock.connectionName(), knock.clientAddress());
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }
    }
}
