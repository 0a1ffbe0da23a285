// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The wrapped keys of recordings, one per session. A session whose key was destroyed keeps its row, so that it never
/// gets another key.
@Component
class RecordingKeys {

    /// What is there of a session's key.
    sealed interface Standing {
        /// As it should be.
        record Kept(DataKey key) implements Standing {}

        /// Destroyed for good.
        record Destroyed() implements Standing {}

        /// There, but no key at hand unwraps it.
        record Unusable() implements Standing {}

        /// Not there at all.
        record Missing() implements Standing {}
    }

    private final JdbcTemplate jdbc;
    private final KeyRing keyRing;

    RecordingKeys(JdbcTemplate jdbc, KeyRing keyRing) {
        this.jdbc = jdbc;
        this.keyRing = keyRing;
    }

    /// The key of a session, to open its recording.
    Standing find(String sessionId) {
        return find(List.of(sessionId)).getOrDefault(sessionId, new Standing.Missing());
    }

    /// The keys of these sessions, to seal with, made where there is none yet. What comes after its session's key was
    /// destroyed is sealed with a key that nobody keeps.
    ///
    /// @throws IllegalStateException if a key is there and cannot be unwrapped
    Map<String, DataKey> sealing(Collection<String> sessionIds) {
        Map<String, Standing> standing = find(sessionIds);
        // Sorted, so that two instances take row locks in the same order.
        TreeSet<String> without = new TreeSet<>(sessionIds);
        without.removeAll(standing.keySet());
        if (!without.isEmpty()) {
            make(without);
            // Another instance may have been faster; the key that is in the table is the one.
            standing.putAll(find(without));
        }
        Map<String, DataKey> keys = new HashMap<>();
        standing.forEach((session, key) -> keys.put(session, toSeal(session, key)));
        return keys;
    }

    private static DataKey toSeal(String session, Standing standing) {
        return switch (standing) {
            case Standing.Kept(var key) -> key;
            case Standing.Destroyed _ -> DataKey.fresh();
            case Standing.Unusable _, Standing.Missing _ ->
                throw new IllegalStateException(
                        "no key at hand unwraps the key of the recording of session " + session);
        };
    }

    private void make(Collection<String> sessionIds) {
        KeyEncryptionKey kek = keyRing.newest();
        List<Object[]> rows = new ArrayList<>();
        sessionIds.forEach(session -> rows.add(new Object[] {session, kek.id(), kek.wrap(DataKey.fresh(), session)}));
        jdbc.batchUpdate(
                "INSERT INTO recording_key (session_id, kek_id, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                rows);
    }

    private Map<String, Standing> find(Collection<String> sessionIds) {
        Map<String, Standing> found = new HashMap<>();
        jdbc.query(
                "SELECT session_id, kek_id, wrapped FROM recording_key WHERE session_id = ANY (?)",
                row -> {
                    String session = row.getString(1);
                    found.put(session, standing(session, row.getString(2), row.getBytes(3)));
                },
                (Object) sessionIds.toArray(String[]::new));
        return found;
    }

    private Standing standing(String session, @Nullable String kekId, byte @Nullable [] wrapped) {
        if (kekId == null) {
            return new Standing.Destroyed();
        }
        KeyEncryptionKey kek = keyRing.byId(kekId).orElse(null);
        if (kek == null) {
            return new Standing.Unusable();
        }
        try {
            return new Standing.Kept(kek.unwrap(Objects.requireNonNull(wrapped, "a check of the table"), session));
        } catch (NotOpenedException _) {
            return new Standing.Unusable();
        }
    }
}
