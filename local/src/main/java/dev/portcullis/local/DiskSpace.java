// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sees that there is room to work, since a database and a broker that run into a full disk are hard to read.
final class DiskSpace {

    /// Programs, two clusters with their write-ahead logs, topics, unpacked services, and something to go on with.
    static final long FIRST_RUN = 1500L * 1024 * 1024;

    /// What a run that has all this already needs.
    static final long LATER_RUN = 300L * 1024 * 1024;

    private DiskSpace() {}

    /// Asks for room.
    ///
    /// @throws StartFailed if there is less than `needed` on the disk of `directory`
    static void require(Path directory, long needed) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < needed) {
            throw new StartFailed(("There are only %d MB left on the disk of %s, and a start needs %d MB. Make room, or"
                            + " set PORTCULLIS_HOME to a folder on another disk.")
                    .formatted(free >> 20, directory, needed >> 20));
        }
    }
}
