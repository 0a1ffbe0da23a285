// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// A note, checkpoint, key or proof text that is malformed, or whose signature does not hold.
public final class NoteException extends Exception {

    public NoteException(String message) {
        super(message);
    }

    public NoteException(String message, Throwable cause) {
        super(message, cause);
    }
}
