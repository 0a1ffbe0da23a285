// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.time.Instant;

/// The grant under which sessions are open. All sessions of a grant share one of these, so that they learn together
/// when
/// it ends. Holds no longer than the end last heard of, whether or not anybody can be asked.
public final class SessionGrant {
    private final String id;
    private final boolean breakGlass;
    private volatile State state;

    private record State(long version, Instant endsAt, String endedBecause) {}

    /// A grant as the approval service describes it.
    ///
    /// @param breakGlass taken in an emergency: everything is recorded, whatever the connection says
    /// @param version the version described
    /// @param endsAt when it ends by itself
    public SessionGrant(String id, boolean breakGlass, long version, Instant endsAt) {
        this.id = id;
        this.breakGlass = breakGlass;
        this.state = new State(version, endsAt, "");
    }

    /// The grant's id.
    public String id() {
        return id;
    }

    /// Whether it was taken in an emergency.
    public boolean breakGlass() {
        return breakGlass;
    }

    /// Whether sessions may go on.
    public boolean holds(Instant now) {
        State known = state;
        return known.endedBecause().isEmpty() && now.isBefore(known.endsAt());
    }

    /// When it ends by itself, as far as is known.
    public Instant endsAt() {
        return state.endsAt();
    }

    /// Why it no longer holds, as a client reads it.
    public String over() {
        String why = state.endedBecause();
        return why.isEmpty() ? "the grant is over" : "the grant has ended: " + why;
    }

    /// It is extended, or has ended if `endedBecause` says something. What is older than what is known changes nothing.
    public synchronized void learn(long version, Instant endsAt, String endedBecause) {
        State known = state;
        if (version > known.version()) {
            state = new State(version, endsAt, known.endedBecause().isEmpty() ? endedBecause : known.endedBecause());
        }
    }
}
