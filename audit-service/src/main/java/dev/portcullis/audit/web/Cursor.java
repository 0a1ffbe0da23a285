// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A place in a list, as clients hand it back: a number and an id, opaque to them.
public record Cursor(long number, String id) {

    /// Reads what [#text()] wrote.
    public static Cursor parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon < 0) {
                throw new InvalidException("The cursor is not one of ours.");
            }
            return new Cursor(Long.parseLong(plain.substring(0, colon)), plain.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidException("The cursor is not one of ours.");
        }
    }

    public String text() {
        byte[] plain = (number + ":" + id).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }
}
