// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// The place after one approval in the list, opaque to clients. It names the last one seen and no page number, so what
/// is filed meanwhile shifts nothing.
record Cursor(Instant createdAt, UUID id) {

    static Optional<Cursor> parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            return parts.length == 2
                    ? Optional.of(new Cursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), UUID.fromString(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt.toEpochMilli() + " " + id).getBytes(StandardCharsets.UTF_8));
    }
}
