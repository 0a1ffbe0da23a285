// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.DamagedLogException;
import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.audit.log.EventIds;
import dev.portcullis.audit.log.KeyAnnouncements;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.log.SignedLog;
import dev.portcullis.audit.web.BrokenOffException;
import dev.portcullis.audit.witness.Witnessing;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.evidence.BundleHeader;
import dev.portcullis.merkle.evidence.BundleWriter;
import dev.portcullis.merkle.evidence.Citations;
import dev.portcullis.merkle.evidence.CitedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Makes bundles. The request is in the log, with the digest over the events it selected, before anything of the
/// answer goes out: so the log itself says what belongs into the bundle.
@Component
class Evidence {

    private static final int MOST_AT_ONCE = 500;
    private static final long MOST_BYTES_AT_ONCE = 4 << 20;

    private final Selection selection;
    private final ReadRecord reads;
    private final SignedLog log;
    private final Witnessing witnessing;
    private final KeyAnnouncements announcements;
    private final EventIds ids;
    private final JdbcTemplate jdbc;
    private final EvidenceProperties bounds;

    Evidence(
            Selection selection,
            ReadRecord reads,
            SignedLog log,
            Witnessing witnessing,
            KeyAnnouncements announcements,
            EventIds ids,
            JdbcTemplate jdbc,
            EvidenceProperties bounds) {
        this.selection = selection;
        this.reads = reads;
        this.log = log;
        this.witnessing = witnessing;
        this.announcements = announcements;
        this.ids = ids;
        this.jdbc = jdbc;
        this.bounds = bounds;
    }

    /// A bundle that is recorded and ready to be written.
    ///
    /// @param header what it is about
    /// @param cited its events
    /// @param request the event that records the request
    /// @param view the checkpoint to prove them under
    /// @param note the same with what witnesses said of it
    record Prepared(BundleHeader header, List<Citation> cited, LogEntry request, SignedLog.View view, String note) {}

    /// Selects, records the request, and signs the log with it.
    Prepared prepare(Question question, Caller caller) {
        List<Citation> cited = selection.of(question);
        Citations citations = new Citations();
        cited.forEach(citation -> citations.add(citation.leafHash()));
        String id = ids.next();
        LogEntry request = reads.recordEvidence(caller, id, particulars(id, question, citations));
        Witnessing.Seen seen = witnessing.now();
        try {
            CitedEvent recorded =
                    CitedEvent.of(log.indexOf(request.eventId()), request.body().bytes(), request.salt());
            return new Prepared(
                    BundleHeader.of(recorded, seen.view().checkpoint()), cited, request, seen.view(), seen.note());
        } catch (NoteException e) {
            throw new DamagedLogException("an event just stored is none: " + e.getMessage());
        }
    }

    private Map<String, Object> particulars(String id, Question question, Citations citations) {
        Map<String, Object> particulars = new LinkedHashMap<>();
        particulars.put("id", id);
        particulars.put("from", question.from().toString());
        particulars.put("to", question.to().toString());
        particulars.put("identity", question.identity());
        particulars.put("connection", question.connection());
        particulars.put("events", citations.count());
        particulars.put("citations", citations.digest().hex());
        particulars.put("mostEvents", bounds.mostEvents());
        particulars.put("mostDays", bounds.mostDays());
        particulars.put("mostBytes", bounds.mostBytes());
        return particulars;
    }

    /// Writes it. Whatever fails on the way breaks the answer off.
    void write(Prepared bundle, OutputStream out) {
        try {
            BundleWriter writer = BundleWriter.begin(out, bundle.header(), bundle.note(), announcements.all());
            List<Citation> cited = bundle.cited();
            for (int next = 0; next < cited.size(); ) {
                List<Citation> part = cited.subList(next, next + fitting(cited, next));
                write(part, bundle.view(), writer);
                next += part.size();
            }
            long at = bundle.header().requestIndex();
            writer.add(
                    at,
                    bundle.request().body().bytes(),
                    bundle.request().salt(),
                    bundle.view().path(at, bundle.request().leaf().leafHash()));
            writer.finish();
        } catch (IOException | NoteException | DamagedLogException | DataAccessException | TransactionException e) {
            throw new BrokenOffException(e);
        }
    }

    private static int fitting(List<Citation> cited, int from) {
        long bytes = 0;
        int count = 0;
        while (count < MOST_AT_ONCE && from + count < cited.size()) {
            bytes += cited.get(from + count).length();
            if (bytes > MOST_BYTES_AT_ONCE && count > 0) {
                break;
            }
            count++;
        }
        return count;
    }

    private record Body(long index, EventBytes content, Salt salt) {}

    private void write(List<Citation> part, SignedLog.View view, BundleWriter writer)
            throws IOException, NoteException {
        List<Body> bodies = jdbc.query(
                """
                SELECT l.leaf_index, e.body, e.salt FROM log_leaf AS l JOIN event AS e ON e.event_id = l.event_id
                WHERE l.leaf_index = ANY (?) ORDER BY l.leaf_index""",
                (row, _) -> new Body(row.getLong(1), EventBytes.of(row.getBytes(2)), Salt.of(row.getBytes(3))),
                (Object) part.stream().map(Citation::index).toArray(Long[]::new));
        if (bodies.size() != part.size()) {
            throw new DamagedLogException("events that were selected are gone");
        }
        for (Body body : bodies) {
            CitedEvent event = CitedEvent.of(body.index(), body.content().bytes(), body.salt());
            writer.add(body.index(), body.content().bytes(), body.salt(), view.path(body.index(), event.leafHash()));
        }
    }
}
