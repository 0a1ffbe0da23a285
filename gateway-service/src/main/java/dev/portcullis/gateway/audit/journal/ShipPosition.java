// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The file that says up to where the journal is in Kafka. It may lag behind, even be lost: then records are
/// sent again, and their ids make that harmless.
public final class ShipPosition implements AutoCloseable {
    private static final String FILE = "ship.pos";
    private static final int SIZE = Long.BYTES + Integer.BYTES;

    private final FileChannel channel;

    private ShipPosition(FileChannel channel) {
        this.channel = channel;
    }

    /// Opens or makes the file in a journal's directory.
    public static ShipPosition open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new ShipPosition(FileChannel.open(directory.resolve(FILE), CREATE, READ, WRITE));
    }

    /// The last position written; 0 if there is none or it is not sound.
    public long read() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(SIZE);
        while (in.hasRemaining() && channel.read(in, in.position()) > 0) {
            // as far as the file goes
        }
        in.flip();
        return in.remaining() == SIZE && in.getInt(Long.BYTES) == crc(in.getLong(0)) ? in.getLong(0) : 0;
    }

    void write(long position) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(SIZE)
                .putLong(position)
                .putInt(crc(position))
                .flip();
        channel.write(out, 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int crc(long position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        return (int) crc.getValue();
    }
}
