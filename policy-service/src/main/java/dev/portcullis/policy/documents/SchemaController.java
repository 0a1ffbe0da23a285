// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentSchema;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The JSON Schema of documents, for editors and for tools that write them.
@RestController
final class SchemaController {

    private static final MediaType SCHEMA = MediaType.parseMediaType("application/schema+json");

    @GetMapping("/v1/schemas/{kind}")
    ResponseEntity<String> schema(@PathVariable String kind) {
        return DocumentKind.ofWord(kind)
                .map(known -> ResponseEntity.ok().contentType(SCHEMA).body(DocumentSchema.of(known)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
