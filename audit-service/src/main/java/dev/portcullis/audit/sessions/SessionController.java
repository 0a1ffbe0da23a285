// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.ConflictException;
import dev.portcullis.audit.web.Cursor;
import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.contracts.audit.SessionPage;
import dev.portcullis.contracts.audit.SessionView;
import dev.portcullis.masking.PeoplesWords;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Sessions over REST.
@RestController
@RequestMapping(path = "/v1/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
class SessionController {

    private static final Cursor FIRST_EVENT = new Cursor(0, "");
    private static final Instant LATER_THAN_ANY = Instant.parse("9999-12-31T00:00:00Z");

    private final Sessions sessions;
    private final SessionEvents events;
    private final ReadRecord reads;
    private final Kills kills;

    SessionController(Sessions sessions, SessionEvents events, ReadRecord reads, Kills kills) {
        this.sessions = sessions;
        this.events = events;
        this.reads = reads;
        this.kills = kills;
    }

    /// Sessions, newest first.
    @GetMapping
    SessionPage list(
            @RequestParam(defaultValue = "") String identity,
            @RequestParam(defaultValue = "") String connection,
            @RequestParam(required = false) SessionView.@Nullable State state,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "") String cursor) {
        Cursor after = cursor.isEmpty() ? new Cursor(LATER_THAN_ANY.toEpochMilli(), "") : Cursor.parse(cursor);
        List<Session> found = sessions.newest(
                identity,
                connection,
                state != SessionView.State.ENDED,
                state != SessionView.State.ACTIVE,
                Instant.ofEpochMilli(after.number()),
                after.id(),
                Limit.of(limit + 1));
        boolean more = found.size() > limit;
        List<Session> page = more ? found.subList(0, limit) : found;
        String next = more
                ? new Cursor(
                                page.getLast().startedAt().toEpochMilli(),
                                page.getLast().id())
                        .text()
                : null;
        return new SessionPage(page.stream().map(Session::view).toList(), next);
    }

    /// One session.
    @GetMapping("/{id}")
    SessionView one(@PathVariable String id) {
        return find(id).view();
    }

    /// The events of one session, in their order. Who reads them is recorded first.
    @GetMapping("/{id}/events")
    EventPage events(
            @PathVariable String id,
            @RequestParam(defaultValue = "200") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "") String cursor,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        find(id);
        List<SessionEvents.Stored> page =
                events.after(id, cursor.isEmpty() ? FIRST_EVENT : Cursor.parse(cursor), limit);
        reads.record(Caller.of(token, request), "session.events", id, page.size() + " event(s)");
        String next = page.isEmpty() ? null : next(id, page.getLast());
        return new EventPage(
                page.stream().map(event -> new EventPage.Event(event.json())).toList(), next);
    }

    private @Nullable String next(String id, SessionEvents.Stored last) {
        Cursor place = new Cursor(last.seq(), last.eventId());
        return events.hasMore(id, place) ? place.text() : null;
    }

    /// Orders every gateway to end the session. The order is recorded before it is given.
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void kill(
            @PathVariable String id,
            @RequestParam(defaultValue = "ended by an operator") @Size(max = 200) String reason,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (find(id).hasEnded()) {
            throw new ConflictException("Session " + id + " has ended already.");
        }
        Caller caller = Caller.of(token, request);
        String kept = PeoplesWords.kept(reason);
        reads.recordKill(caller, id, kept);
        kills.order(id, caller.subject(), kept);
    }

    private Session find(String id) {
        return sessions.findById(id).orElseThrow(() -> new NotFoundException("There is no session " + id + "."));
    }
}
