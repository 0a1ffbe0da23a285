// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// Replays what the client of a session sent and saw.
@RestController
class RecordingController {

    private final Replay replay;
    private final ReadRecord reads;

    RecordingController(Replay replay, ReadRecord reads) {
        this.replay = replay;
        this.reads = reads;
    }

    /// The recording, one JSON value per line. Who reads it is recorded first.
    @GetMapping(path = "/v1/sessions/{id}/recording", produces = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<StreamingResponseBody> recording(
            @PathVariable String id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        List<String> chunks = replay.chunksOf(id);
        if (chunks.isEmpty()) {
            throw new NotFoundException("There is no recording of session " + id + ".");
        }
        long expected = replay.expectedChunks(id);
        reads.record(Caller.of(token, request), "session.recording", id, chunks.size() + " chunk(s)");
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(out -> replay.write(chunks, expected, out));
    }
}
