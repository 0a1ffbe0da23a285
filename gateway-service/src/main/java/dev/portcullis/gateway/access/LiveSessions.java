// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions that are open on this gateway, so that orders from outside (kill, revoke, stop) reach them.
public final class LiveSessions {
    private final Map<String, Live> sessions = new ConcurrentHashMap<>();

    /// Makes a session reachable until it is removed.
    public void add(GatewaySession session, Ender ender) {
        sessions.put(session.id(), new Live(session, ender));
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
        Live live = sessions.get(sessionId);
        if (live == null) {
            return false;
        }
        live.ender().end(why);
        return true;
    }

    /// Ends every session of a subject and says how many there are.
    public int endAllOf(String subject, String why) {
        var theirs = sessions.values().stream()
                .filter(live -> live.session().identity().subject().equals(subject))
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

    private record Live(GatewaySession session, Ender ender) {}
}
