// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Secrets in files that only their owner can read.
public final class Secrets {

    private Secrets() {}

    /// A reference to a new file with this secret.
    public static String reference(String secret) {
        try {
            Path file = Files.createTempFile("secret", "");
            file.toFile().deleteOnExit();
            Files.writeString(file, secret + "\n");
            return "file:" + file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
