// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

/// The journal takes no record now. Nothing was written.
public final class JournalRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    JournalRefusedException(String message) {
        super(message);
    }
}
