// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.llm.LlmWireException;

/// A body that cannot be read, or not be masked: it must not pass. The message says why, and never holds any of it.
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean tooLarge;

    private UnreadableException(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    static UnreadableException of(String message) {
        return new UnreadableException(message, false);
    }

    /// What the reader of language models' APIs says of it.
    public static UnreadableException of(LlmWireException e) {
        return switch (e.problem()) {
            case TOO_LARGE -> tooLarge();
            case MALFORMED, UNKNOWN_CONTENT, UNMASKABLE -> of(String.valueOf(e.getMessage()));
        };
    }

    static UnreadableException tooLarge() {
        return new UnreadableException("larger than the connection allows", true);
    }

    /// Whether its size is what is wrong with it.
    public boolean isTooLarge() {
        return tooLarge;
    }
}
