// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/// Where a secret is kept: `env:NAME` or `file:PATH`. It is read when it is needed, so that a replaced one is used at
/// once and none is kept.
///
/// @param text the reference, which is no secret
public record SecretReference(String text) {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final int MAX_BYTES = 16 * 1024;

    /// Nothing is known under the reference. The message says where was looked, never what was found.
    public static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1;

        Unresolved(String message) {
            super(message);
        }
    }

    public SecretReference {
        if (!isReference(text)) {
            // Whatever stands there may be the secret itself: it must not be in the message.
            throw new IllegalArgumentException("a secret is given as env:NAME or file:PATH, never itself");
        }
    }

    static boolean isReference(String text) {
        return text.startsWith(ENVIRONMENT) || text.startsWith(FILE);
    }

    /// The secret, without the line break that editors leave behind it.
    public String value() throws Unresolved {
        String value = text.startsWith(ENVIRONMENT)
                ? System.getenv(text.substring(ENVIRONMENT.length()))
                : content(text.substring(FILE.length()));
        if (value == null || value.isBlank()) {
            throw new Unresolved("nothing is at " + text);
        }
        return value.strip();
    }

    private String content(String name) throws Unresolved {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MAX_BYTES || isOpenToOthers(file)) {
                throw new Unresolved(text + " is too large, or can be read by everybody");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Unresolved(text + " cannot be read");
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}
