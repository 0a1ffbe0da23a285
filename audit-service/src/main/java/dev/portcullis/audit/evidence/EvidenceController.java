// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.web.ConflictException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Evidence for auditors over REST.
@RestController
class EvidenceController {

    private static final String ZIP = "application/zip";

    private final Evidence evidence;
    private final EvidenceProperties bounds;
    private final Clock clock;
    // Each of them may need the memory that the bounds allow.
    private final Semaphore turn = new Semaphore(1);

    EvidenceController(Evidence evidence, EvidenceProperties bounds, Clock clock) {
        this.evidence = evidence;
        this.bounds = bounds;
        this.clock = clock;
    }

    /// A bundle over a period: every event that belongs to it with its proof, and tables made from them, as one zip.
    /// Who asks for what is recorded before the answer begins. More than a bundle may hold is refused.
    @PostMapping(path = "/v1/evidence", consumes = MediaType.APPLICATION_JSON_VALUE, produces = ZIP)
    void bundle(
            @RequestBody EvidenceRequest asked,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Question question = Question.of(asked, clock.instant(), bounds.mostDays());
        if (!turn.tryAcquire()) {
            throw new ConflictException("Another bundle is being made; ask again when it is done.");
        }
        try {
            Evidence.Prepared bundle = evidence.prepare(question, Caller.of(token, request));
            response.setContentType(ZIP);
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"evidence-" + bundle.header().id() + ".zip\"");
            // From here on whatever fails cuts the connection, however little was written.
            response.flushBuffer();
            OutputStream out = new BufferedOutputStream(response.getOutputStream());
            evidence.write(bundle, out);
            out.flush();
        } finally {
            turn.release();
        }
    }
}
