// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

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
import java.util.function.Supplier;

/// A file with a key in it. One that others may read, or that is not there, stops the start.
///
/// @param path where it is
/// @param holds what it holds, for messages: `log key`
public record KeyFile(Path path, String holds) {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /// What is in it. It has to be there.
    ///
    /// @param otherwise what to do if it is not
    public String read(String otherwise) {
        if (Files.notExists(path)) {
            throw new IllegalStateException("there is no " + holds + " in " + path + "; " + otherwise);
        }
        return read();
    }

    /// What is in it; made first if it is not there.
    public String readOrMake(Supplier<String> fresh) {
        try {
            if (Files.notExists(path)) {
                make(fresh.get());
            }
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the " + holds + " in " + path, e);
        }
    }

    private String read() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
                throw new IllegalStateException("others than its owner may use " + path + ": chmod 600 it");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the " + holds + " in " + path, e);
        }
    }

    private void make(String text) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "key", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        // A link fails where a rename would replace: of two instances that start at once, one makes the key.
        try {
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException e) {
            // The other instance was first; its key is read.
        }
        Files.delete(temporary);
    }
}
