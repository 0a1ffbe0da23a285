// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who could reach what: everybody who was granted access or used it.
final class Access {

    private static final class Standing {
        private final Set<String> approvers = new TreeSet<>();
        private String since = "";
        private String last = "";
        private String revoked = "";
        private long grants;
        private long sessions;
        private long forwarded;
        private long refused;

        private void seen(String time) {
            if (!time.isEmpty() && (since.isEmpty() || time.compareTo(since) < 0)) {
                since = time;
            }
        }
    }

    private Access() {}

    static Table table(Grants grants, Sessions sessions) {
        Map<String, Map<String, Standing>> standings = new TreeMap<>();
        for (Grants.Grant grant : grants.all()) {
            if (grant.began().isEmpty()) {
                continue;
            }
            Standing standing = of(standings, grant.requester(), grant.connection());
            standing.grants++;
            standing.seen(grant.began());
            standing.revoked = grant.ended();
            standing.approvers.addAll(grant.breakGlass() ? Set.of("break-glass") : grants.approvers(grant));
        }
        for (Sessions.Session session : sessions.all()) {
            Standing standing = of(standings, session.identity(), session.connection());
            standing.sessions++;
            standing.seen(session.started());
            standing.last = session.started().compareTo(standing.last) > 0 ? session.started() : standing.last;
            standing.forwarded += session.forwarded();
            standing.refused += session.refused();
        }
        return new Table(
                "access",
                "Who had access",
                "Each identity that was granted access to a connection or used it: since when, as far as this bundle"
                        + " goes back, on whose word, how much it was used, and when its last grant ended. Without a"
                        + " grant, it is the policies that let it in.",
                List.of(
                        "identity",
                        "connection",
                        "since",
                        "approved by",
                        "grants",
                        "last grant ended",
                        "sessions",
                        "last session",
                        "forwarded",
                        "refused"),
                rows(standings));
    }

    private static Standing of(Map<String, Map<String, Standing>> all, String identity, String connection) {
        return all.computeIfAbsent(identity, _ -> new TreeMap<>()).computeIfAbsent(connection, _ -> new Standing());
    }

    private static List<List<String>> rows(Map<String, Map<String, Standing>> standings) {
        List<List<String>> rows = new ArrayList<>();
        standings.forEach((identity, connections) -> connections.forEach((connection, standing) -> rows.add(List.of(
                identity,
                connection,
                standing.since,
                standing.grants == 0 ? "policy" : String.join(", ", standing.approvers),
                Long.toString(standing.grants),
                standing.revoked,
                Long.toString(standing.sessions),
                standing.last,
                Long.toString(standing.forwarded),
                Long.toString(standing.refused)))));
        return rows;
    }
}
