// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What of a disk can fail from one moment to the next.
interface Disk {
    Disk REAL = new Disk() {
        @Override
        public void sync(FileChannel file) throws IOException {
            file.force(false);
        }

        @Override
        public long freeBytes(Path directory) throws IOException {
            return Files.getFileStore(directory).getUsableSpace();
        }
    };

    /// Returns when what was written is on the medium.
    void sync(FileChannel file) throws IOException;

    /// What an ordinary user may still write.
    long freeBytes(Path directory) throws IOException;
}
