// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the log's signing key, or makes it when told to. A key that others may read, or that is for another
/// log, stops the start.
@Configuration(proxyBeanMethods = false)
class LogKeyFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    @Bean
    SignerKey logKey(LogProperties properties) {
        return read(properties);
    }

    static SignerKey read(LogProperties properties) {
        Path file = properties.keyFile();
        try {
            if (Files.notExists(file)) {
                create(file, properties);
            }
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalStateException("others than its owner may use " + file + ": chmod 600 it");
            }
            SignerKey key = SignerKey.parse(Files.readString(file));
            if (!key.verifier().name().equals(properties.origin())) {
                throw new IllegalStateException("the key in " + file + " is for the log "
                        + key.verifier().name() + ", not for " + properties.origin());
            }
            return key;
        } catch (NoteException e) {
            throw new IllegalStateException("there is no usable log key in " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log key in " + file, e);
        }
    }

    private static void create(Path file, LogProperties properties) throws IOException {
        if (!properties.createKey()) {
            throw new IllegalStateException("there is no log key in " + file
                    + "; put it there, or set portcullis.audit.log.create-key=true if this is a new log");
        }
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary =
                Files.createTempFile(folder, "log-key", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            String text = SignerKey.generate(properties.origin()).secretText();
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        // A link fails where a rename would replace: of two instances that start at once, one makes the key.
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // The other instance was first; its key is read.
        }
        Files.delete(temporary);
    }
}
