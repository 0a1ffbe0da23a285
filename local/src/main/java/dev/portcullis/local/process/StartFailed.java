// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import org.jspecify.annotations.Nullable;

/// Something could not be started; the message tells a person what and what to do.
public final class StartFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailed(String message) {
        this(message, null);
    }

    public StartFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
