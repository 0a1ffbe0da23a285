// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/// Wraps the keys of all recordings with the newest key, at each start, as the owner of the tables: the role that the
/// service works with cannot change a key. A start with keys that nothing at hand unwraps is refused, before anything
/// more is recorded that could not be read.
@Component
class KeyRotation implements Callback {

    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
    private static final int AT_ONCE = 1_000;

    private final KeyRing keyRing;

    KeyRotation(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "recording-key-rotation";
    }

    @Override
    public void handle(Event event, Context context) {
        JdbcTemplate owner = new JdbcTemplate(new SingleConnectionDataSource(context.getConnection(), true));
        requireAllAtHand(owner);
        long wrapped = 0;
        for (List<Object[]> batch = rewrapped(owner); !batch.isEmpty(); batch = rewrapped(owner)) {
            owner.batchUpdate(
                    "UPDATE audit.recording_key SET kek_id = ?, wrapped = ? WHERE session_id = ? AND wrapped = ?",
                    batch);
            wrapped += batch.size();
        }
        if (wrapped > 0) {
            log.atInfo()
                    .addKeyValue("keys", wrapped)
                    .addKeyValue("with", keyRing.newest().id())
                    .log("recording keys wrapped anew");
        }
    }

    private void requireAllAtHand(JdbcTemplate owner) {
        List<String> used = new ArrayList<>(owner.queryForList(
                "SELECT DISTINCT kek_id FROM audit.recording_key WHERE kek_id IS NOT NULL", String.class));
        used.removeAll(keyRing.ids());
        if (!used.isEmpty()) {
            throw new IllegalStateException("recordings were sealed under keys that are not in"
                    + " portcullis.audit.recordings.kek-file: " + String.join(", ", used));
        }
    }

    private List<Object[]> rewrapped(JdbcTemplate owner) {
        return owner.query(
                "SELECT session_id, kek_id, wrapped FROM audit.recording_key WHERE kek_id <> ?"
                        + " ORDER BY session_id LIMIT " + AT_ONCE + " FOR UPDATE",
                (row, _) -> rewrapped(row.getString(1), row.getString(2), row.getBytes(3)),
                keyRing.newest().id());
    }

    private Object[] rewrapped(String session, String kekId, byte[] wrapped) {
        try {
            DataKey key = keyRing.byId(kekId).orElseThrow().unwrap(wrapped, session);
            KeyEncryptionKey newest = keyRing.newest();
            return new Object[] {newest.id(), newest.wrap(key, session), session, wrapped};
        } catch (NotOpenedException e) {
            throw new IllegalStateException("the key of the recording of " + session + " was altered", e);
        }
    }
}
