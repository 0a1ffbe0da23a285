// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The sessions that are open on this gateway, so that orders from outside (kill, revoke, stop) reach them.
public final class LiveSessions {
    /// Longer than it takes to open a session; one that was let in and never came is forgotten then.
    private static final Duration OPENING = Duration.ofMinutes(10);

    private final Map<String, Live> sessions = new ConcurrentHashMap<>();
    private final Cache<String, Expected> expected =
            Caffeine.newBuilder().expireAfterWrite(OPENING).build();

    /// A session is being opened: an order that comes before it is reachable reaches it when it is.
    void expect(String sessionId, String subject) {
        expected.put(sessionId, new Expected(subject));
    }

    /// It will not come.
    void forget(String sessionId) {
        expected.invalidate(sessionId);
    }

    /// Makes a session reachable until it is removed. If it was ended while it was opened, it is ended now.
    public void add(GatewaySession session, Ender ender) {
        // Reachable first, looked up then: an order finds it in one place or in the other.
        sessions.put(session.id(), new Live(session, ender));
        Expected order = expected.asMap().remove(session.id());
        if (order != null && order.why != null) {
            ender.end(order.why);
        }
    }

    /// The session is over.
    public void remove(GatewaySession session) {
        sessions.remove(session.id());
    }

    /// How many are open.
    public int count() {
        return sessions.size();
    }

    /// Ends one session and says whether it is here.
    public boolean end(String sessionId, String why) {
        Expected opening = expected.getIfPresent(sessionId);
        if (opening != null) {
            opening.why = why;
        }
        Live live = sessions.get(sessionId);
        if (live == null) {
            return opening != null;
        }
        live.ender().end(why);
        return true;
    }

    /// Ends every session of a subject and says how many there are.
    public int endAllOf(String subject, String why) {
        expected.asMap().values().stream()
                .filter(opening -> opening.subject.equals(subject))
                .forEach(opening -> opening.why = why);
        var theirs = sessions.values().stream()
                .filter(live -> live.session().identity().subject().equals(subject))
                .toList();
        theirs.forEach(live -> live.ender().end(why));
        return theirs.size();
    }

    /// Ends every session that was opened with a key and says how many there are.
    ///
    /// @param credentialId the key's id
    public int endAllWith(String credentialId, String why) {
        var theirs = sessions.values().stream()
                .filter(live -> live.session().identity().tokenId().equals(credentialId))
                .toList();
        theirs.forEach(live -> live.ender().end(why));
        return theirs.size();
    }

    /// Ends every session under a grant and says how many there are.
    public int endAllUnder(SessionGrant grant, String why) {
        var theirs = sessions.values().stream()
                .filter(live -> live.session().grant().filter(grant::equals).isPresent())
                .toList();
        theirs.forEach(live -> live.ender().end(why));
        return theirs.size();
    }

    /// Ends every session.
    public void endAll(String why) {
        sessions.values().forEach(live -> live.ender().end(why));
    }

    /// Ends one session from outside; may be called on any thread, returns at once, and does nothing the
    /// second time.
    public interface Ender {
        /// Ends it.
        ///
        /// @param why as the client reads it
        void end(String why);
    }

    /// A session that is being opened.
    private static final class Expected {
        private final String subject;
        private volatile @Nullable String why;

        private Expected(String subject) {
            this.subject = subject;
        }
    }

    private record Live(GatewaySession session, Ender ender) {}
}
