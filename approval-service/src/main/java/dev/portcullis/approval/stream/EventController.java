// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.stream;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// `GET /v1/events`: every state change from now on, or from the `Last-Event-ID` the client has seen.
@RestController
class EventController {

    private final EventStreams streams;

    EventController(EventStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Caller caller = Callers.of(token, request);
        return streams.open(lastEventId, caller.expiresAt())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE, "Too many event streams are open; try again later."));
    }
}
