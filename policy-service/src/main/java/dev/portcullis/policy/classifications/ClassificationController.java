// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.classifications;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.policy.changes.ChangeAnswer;
import dev.portcullis.policy.changes.Changes;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentText;
import dev.portcullis.policy.documents.Precondition;
import dev.portcullis.policy.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Classifications over REST: one list per connection, replaced as a whole.
@RestController
final class ClassificationController {

    private final KnownClassifications known;
    private final Changes changes;

    ClassificationController(KnownClassifications known, Changes changes) {
        this.known = known;
        this.changes = changes;
    }

    /// An empty list for a connection nobody classified, known or not; it has no version, and so no ETag.
    @GetMapping("/v1/classifications")
    ResponseEntity<List<Classification>> list(@RequestParam String connection) {
        Classifications found = known.classifications(connection);
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        if (found.version() > 0) {
            response.eTag(DocumentText.tag(found.version()));
        }
        return response.body(found.columns());
    }

    @PutMapping("/v1/classifications")
    ResponseEntity<Object> put(
            @RequestParam String connection,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request)
            throws IOException {
        String source = DocumentText.of(request);
        Classifications read = ClassificationsReader.read(source, 0);
        DocumentText.checkName("metadata.connection", read.connection(), connection);
        Caller caller = Caller.of(token, request.getRemoteAddr());
        DocumentKey key = new DocumentKey(DocumentKind.CLASSIFICATIONS, connection);
        Changes.Change change = changes.put(key, source, Precondition.of(ifMatch, ifNoneMatch), caller, reason);
        return ChangeAnswer.of(change, _ -> read.columns());
    }
}
