// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.connections;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.policy.changes.ChangeAnswer;
import dev.portcullis.policy.changes.Changes;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.DocumentText;
import dev.portcullis.policy.documents.NoSuchDocumentException;
import dev.portcullis.policy.documents.Page;
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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Connections over REST. Reading is answered from memory, because gateways need it for every session they open.
@RestController
final class ConnectionController {

    private final RegisteredConnections registered;
    private final Changes changes;

    ConnectionController(RegisteredConnections registered, Changes changes) {
        this.registered = registered;
        this.changes = changes;
    }

    @GetMapping("/v1/connections")
    Page<Connection> list(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "100") int limit) {
        int bounded = Page.limit(limit);
        List<Connection> found = registered.connections().stream()
                .filter(connection -> connection.name().compareTo(after) > 0)
                .limit(bounded + 1L)
                .toList();
        return Page.of(found, bounded, Connection::name);
    }

    @GetMapping("/v1/connections/{name}")
    ResponseEntity<Connection> show(@PathVariable String name) {
        Connection connection = registered.connection(name).orElseThrow(() -> new NoSuchDocumentException(key(name)));
        return ResponseEntity.ok().eTag(DocumentText.tag(connection.version())).body(connection);
    }

    @PutMapping("/v1/connections/{name}")
    ResponseEntity<Object> put(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request)
            throws IOException {
        String source = DocumentText.of(request);
        DocumentText.checkName("metadata.name", ConnectionReader.read(source, 0).name(), name);
        Caller caller = Caller.of(token, request.getRemoteAddr());
        Changes.Change change = changes.put(key(name), source, Precondition.of(ifMatch, ifNoneMatch), caller, reason);
        return ChangeAnswer.of(change, stored -> ConnectionReader.read(source, stored.version()));
    }

    @DeleteMapping("/v1/connections/{name}")
    ResponseEntity<Object> remove(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Caller caller = Caller.of(token, request.getRemoteAddr());
        Changes.Change change = changes.remove(key(name), Precondition.of(ifMatch, null), caller, reason);
        return ChangeAnswer.of(change, DocumentStore.Stored::version);
    }

    private static DocumentKey key(String name) {
        return new DocumentKey(DocumentKind.CONNECTION, name);
    }
}
