// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.engine.checks.Finding;
import dev.portcullis.engine.documents.DocumentError;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.policy.changes.ChangeAnswer;
import dev.portcullis.policy.changes.Changes;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.DocumentText;
import dev.portcullis.policy.documents.DocumentVersion;
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
    private final Changes changes;
    private final PolicyReader reader;
    private final AcceptedPolicies accepted;

    PolicyController(DocumentStore store, Changes changes, PolicyReader reader, AcceptedPolicies accepted) {
        this.accepted = accepted;
        this.store = store;
        this.changes = changes;
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
                .map(v -> new VersionView(
                        v.version(),
                        v.isRemoved(),
                        v.source(),
                        v.changedAt(),
                        v.changedBy(),
                        v.reason(),
                        v.approvedBy()))
                .toList();
    }

    @PutMapping("/v1/policies/{name}")
    ResponseEntity<Object> put(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request)
            throws IOException {
        String source = DocumentText.of(request);
        Policy policy = accepted.read(source);
        DocumentText.checkName("metadata.name", policy.name(), name);
        Caller caller = Caller.of(token, request.getRemoteAddr());
        Changes.Change change = changes.put(key(name), source, Precondition.of(ifMatch, ifNoneMatch), caller, reason);
        return ChangeAnswer.of(change, s -> PolicySummary.of(policy, s.version(), s.changedAt(), s.changedBy()));
    }

    @DeleteMapping("/v1/policies/{name}")
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

    /// Says again what an earlier version said, as a new version.
    @PostMapping("/v1/policies/{name}/versions/{version}/restore")
    ResponseEntity<Object> restore(
            @PathVariable String name,
            @PathVariable long version,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        String source = store.versions(key(name)).stream()
                .filter(past -> past.version() == version && !past.isRemoved())
                .findFirst()
                .orElseThrow(() -> new NoSuchDocumentException(key(name)))
                .source();
        // What was right then is checked again: its tests may fail today.
        Policy policy = accepted.read(source);
        Caller caller = Caller.of(token, request.getRemoteAddr());
        Changes.Change change = changes.put(key(name), source, Precondition.of(ifMatch, null), caller, reason);
        return ChangeAnswer.of(change, s -> PolicySummary.of(policy, s.version(), s.changedAt(), s.changedBy()));
    }

    @PostMapping("/v1/policies:validate")
    Validation validate(HttpServletRequest request) throws IOException {
        try {
            Policy policy = accepted.read(DocumentText.of(request));
            return new Validation(true, policy.name(), List.of(), accepted.findings(policy));
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
    record VersionView(
            long version,
            boolean removed,
            String source,
            Instant changedAt,
            String changedBy,
            String reason,
            String approvedBy) {}

    /// What a policy's author wants to know before applying it.
    ///
    /// @param errors why it would be refused
    /// @param warnings what is allowed and still may not be meant
    record Validation(boolean valid, String name, List<DocumentError> errors, List<Finding> warnings) {}
}
