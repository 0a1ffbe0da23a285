// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;

/// Random secrets by name in a properties file that only its owner may read. A secret, once made, stays.
///
/// @param file the file; made with the first secret
public record SecretFile(Path file) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /// The secret of that name, if it was ever made.
    public Optional<String> find(String name) throws IOException {
        return Optional.ofNullable(load().getProperty(name));
    }

    /// The secret of that name, made now if there is none.
    public synchronized String findOrMake(String name) throws IOException {
        Properties secrets = load();
        String kept = secrets.getProperty(name);
        if (kept != null) {
            return kept;
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        secrets.setProperty(name, made);
        StringWriter text = new StringWriter();
        secrets.store(text, "Made by ./portcullis up for this local run only");
        writePrivately(file, text.toString());
        return made;
    }

    private Properties load() throws IOException {
        Properties secrets = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                secrets.load(reader);
            }
        }
        return secrets;
    }

    /// Writes a file that nobody but its owner could read at any moment, and that is either the old or the new one.
    public static void writePrivately(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " has no folder");
        }
        Path temporary = Files.createTempFile(
                directory,
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
