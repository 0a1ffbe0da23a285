// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

record TemporaryFile(Path path) implements AutoCloseable {
    TemporaryFile(String content) throws IOException {
        this(Files.writeString(Files.createTempFile("portcullis-", ".pem"), content));
    }

    @Override
    public void close() throws IOException {
        Files.delete(path);
    }
}
