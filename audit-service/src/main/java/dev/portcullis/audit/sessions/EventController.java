// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Single events over REST.
@RestController
class EventController {

    private final SessionEvents events;
    private final ReadRecord reads;

    EventController(SessionEvents events, ReadRecord reads) {
        this.events = events;
        this.reads = reads;
    }

    /// One event, as it was stored. Who reads it is recorded first.
    @GetMapping(path = "/v1/events/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    EventPage.Event one(@PathVariable String id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        SessionEvents.Stored event =
                events.one(id).orElseThrow(() -> new NotFoundException("There is no event " + id + "."));
        reads.record(Caller.of(token, request), "event", id, "1 event");
        return new EventPage.Event(event.json());
    }
}
