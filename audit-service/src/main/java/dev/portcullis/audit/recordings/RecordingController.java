// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.retention.Erasures;
import dev.portcullis.audit.web.GoneException;
import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.contracts.audit.Erasure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// Replays what the client of a session sent and saw.
@RestController
class RecordingController {

    private final Replay replay;
    private final Sights sights;
    private final ReadRecord reads;
    private final Erasures erasures;

    RecordingController(Replay replay, Sights sights, ReadRecord reads, Erasures erasures) {
        this.replay = replay;
        this.sights = sights;
        this.reads = reads;
        this.erasures = erasures;
    }

    /// The recording or a part of it, one JSON value per line. Who reads it is recorded first. In the place of what a
    /// command showed that touched something which is not for this viewer stands that it is left out.
    ///
    /// @param from milliseconds since the session began: nothing that happened earlier
    /// @param to milliseconds since the session began: nothing that happened then or later
    /// @param command nothing but what belongs to this command
    @GetMapping(path = "/v1/sessions/{id}/recording", produces = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<StreamingResponseBody> recording(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(required = false) @Nullable Long to,
            @RequestParam(defaultValue = "") @Size(max = 200) String command,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Part part = new Part(from, to == null ? Long.MAX_VALUE : to, command);
        List<StoredChunk> chunks = replay.chunksOf(id);
        if (chunks.isEmpty()) {
            throw new NotFoundException("There is no recording of session " + id + ".");
        }
        erasures.done(id).ifPresent(erasure -> {
            throw new GoneException(erased(erasure));
        });
        if (chunks.stream().allMatch(StoredChunk::expired)) {
            throw new GoneException("The time of keeping of the recording of session " + id + " has ended.");
        }
        long expected = replay.expectedChunks(id);
        Caller caller = Caller.of(token, request);
        Sight sight = sights.of(id, caller);
        reads.record(
                caller,
                "session.recording",
                id,
                chunks.size() + " chunk(s), " + part + (sight.isAll() ? "" : ", without what is not for this viewer"));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(out -> replay.write(chunks, expected, new Shown(part, sight), out));
    }

    private static String erased(Erasure erasure) {
        return "The recording of session " + erasure.sessionId() + " was erased at " + erasure.agreedAt()
                + ": asked for by " + erasure.askedBy() + ", agreed to by " + erasure.agreedBy() + ", because: "
                + erasure.reason() + ". The events of the session are still in the log.";
    }
}
