// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.policy.documents.DocumentError;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentKind;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.DocumentText;
import dev.portcullis.policy.documents.DocumentVersion;
import dev.portcullis.policy.documents.Documents;
import dev.portcullis.policy.documents.InvalidDocumentException;
import dev.portcullis.policy.documents.NoSuchDocumentException;
import dev.portcullis.policy.documents.Page;
import dev.portcullis.policy.documents.Precondition;
import dev.portcullis.policy.documents.StoredDocument;
import dev.portcullis.policy.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Policies over REST. The text of the author is what is kept and shown again.
@RestController
final class PolicyController {

    private final DocumentStore store;
    private final Documents documents;
    private final PolicyReader reader;

    PolicyController(DocumentStore store, Documents documents, PolicyReader reader) {
        this.store = store;
        this.documents = documents;
        this.reader = reader;
    }

    @GetMapping("/v1/policies")
    Page<PolicySummary> list(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "100") int limit) {
        int bounded = Page.limit(limit);
        List<PolicySummary> found = store.list(DocumentKind.POLICY, after, bounded + 1).stream()
                .map(this::summary)
                .toList();
        return Page.of(found, bounded, PolicySummary::name);
    }

    @GetMapping("/v1/policies/{name}")
    ResponseEntity<?> show(
            @PathVariable String name, @RequestHeader(name = HttpHeaders.ACCEPT, required = false) String accept) {
        StoredDocument document = store.find(key(name)).orElseThrow(() -> new NoSuchDocumentException(key(name)));
        ResponseEntity.BodyBuilder response = ResponseEntity.ok().eTag(DocumentText.tag(document.version()));
        return DocumentText.isWanted(accept)
                ? response.contentType(DocumentText.YAML).body(document.source().getBytes(StandardCharsets.UTF_8))
                : response.body(view(document));
    }

    @GetMapping("/v1/policies/{name}/versions")
    List<VersionView> versions(@PathVariable String name) {
        List<DocumentVersion> versions = store.versions(key(name));
        if (versions.isEmpty()) {
            throw new NoSuchDocumentException(key(name));
        }
        return versions.stream()
                .map(v -> new VersionView(v.version(), v.isRemoved(), v.source(), v.changedAt(), v.changedBy()))
                .toList();
    }

    @PutMapping("/v1/policies/{name}")
    ResponseEntity<PolicySummary> put(
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request)
            throws IOException {
        String source = DocumentText.of(request);
        Policy policy = reader.read(source);
        DocumentText.checkName("metadata.name", policy.name(), name);
        Caller caller = Caller.of(token, request.getRemoteAddr());
        DocumentStore.Stored stored = documents.put(key(name), source, Precondition.of(ifMatch, ifNoneMatch), caller);
        return stored.answer().body(PolicySummary.of(policy, stored.version(), stored.changedAt(), stored.changedBy()));
    }

    @DeleteMapping("/v1/policies/{name}")
    ResponseEntity<Void> remove(
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        documents.remove(key(name), Precondition.of(ifMatch, null), Caller.of(token, request.getRemoteAddr()));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/v1/policies:validate")
    Validation validate(HttpServletRequest request) throws IOException {
        try {
            Policy policy = reader.read(DocumentText.of(request));
            return new Validation(true, policy.name(), List.of(), policy.warnings());
        } catch (InvalidDocumentException e) {
            return new Validation(false, "", e.errors(), List.of());
        }
    }

    private static DocumentKey key(String name) {
        return new DocumentKey(DocumentKind.POLICY, name);
    }

    private PolicySummary summary(StoredDocument document) {
        Policy policy = reader.read(document.source());
        return PolicySummary.of(policy, document.version(), document.changedAt(), document.changedBy());
    }

    private static PolicyView view(StoredDocument document) {
        return new PolicyView(
                document.name(), document.version(), document.source(), document.changedAt(), document.changedBy());
    }

    /// One policy in a list.
    ///
    /// @param rules how many rules it has
    record PolicySummary(
            String name, long version, String description, int rules, Instant changedAt, String changedBy) {

        static PolicySummary of(Policy policy, long version, Instant changedAt, String changedBy) {
            return new PolicySummary(
                    policy.name(), version, policy.description(), policy.rules().size(), changedAt, changedBy);
        }
    }

    /// One policy with its text.
    record PolicyView(String name, long version, String source, Instant changedAt, String changedBy) {}

    /// One version a policy has or had.
    record VersionView(long version, boolean removed, String source, Instant changedAt, String changedBy) {}

    /// What a policy's author wants to know before applying it.
    ///
    /// @param errors why it would be refused
    /// @param warnings what is allowed and still may not be meant
    record Validation(boolean valid, String name, List<DocumentError> errors, List<String> warnings) {}
}
