// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// One record as it lies on disk, made once and never changed:
///
/// ```
/// int length of the payload, int CRC-32C of the payload, payload =
///   byte format (1), byte topic, short + key, byte count of headers, (short + name, short + value)*, int + value
/// ```
public final class Frame {
    /// What a record may weigh, so that no broker with default settings ever refuses one for its size.
    public static final int MAX_BYTES = 960 * 1024;

    static final int PREFIX = 2 * Integer.BYTES;
    private static final byte FORMAT = 1;

    private final byte[] bytes;

    private Frame(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A record for a topic.
    ///
    /// @param value holds the value in its first `length` bytes; copied
    /// @throws IllegalArgumentException it would be larger than [#MAX_BYTES]
    public static Frame of(Destination topic, String key, Headers headers, byte[] value, int length) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        int payload = 2 + Short.BYTES + keyBytes.length + headers.size() + Integer.BYTES + length;
        if (PREFIX + payload > MAX_BYTES) {
            throw new IllegalArgumentException("a record of " + payload + " bytes");
        }
        byte[] bytes = new byte[PREFIX + payload];
        ByteBuffer out = ByteBuffer.wrap(bytes).position(PREFIX);
        out.put(FORMAT).put(topic.id());
        out.putShort((short) keyBytes.length).put(keyBytes);
        headers.writeTo(out);
        out.putInt(length).put(value, 0, length);
        out.putInt(0, payload).putInt(Integer.BYTES, crc(ByteBuffer.wrap(bytes, PREFIX, payload)));
        return new Frame(bytes);
    }

    int size() {
        return bytes.length;
    }

    void writeTo(ByteBuffer out) {
        out.put(bytes);
    }

    /// The bytes of the frame that starts at the buffer's position, prefix included; 0 if no whole and sound frame
    /// does.
    static int soundAt(ByteBuffer in) {
        if (in.remaining() < PREFIX) {
            return 0;
        }
        int start = in.position();
        int payload = in.getInt(start);
        if (payload <= 0 || payload > MAX_BYTES - PREFIX || payload > in.remaining() - PREFIX) {
            return 0;
        }
        int crc = crc(in.slice(start + PREFIX, payload));
        return crc == in.getInt(start + Integer.BYTES) ? PREFIX + payload : 0;
    }

    /// Reads the frame at the buffer's position, which [#soundAt] found sound, and moves past it.
    static ProducerRecord<byte[], byte[]> read(ByteBuffer in) {
        in.position(in.position() + PREFIX);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalStateException("a journal record of format " + format);
        }
        Destination topic = Destination.of(in.get());
        byte[] key = bytes(in, in.getShort() & 0xffff);
        int count = in.get();
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = new String(bytes(in, in.getShort() & 0xffff), StandardCharsets.UTF_8);
            headers.add(new RecordHeader(name, bytes(in, in.getShort() & 0xffff)));
        }
        byte[] value = bytes(in, in.getInt());
        return new ProducerRecord<byte[], byte[]>(topic.topic(), null, key, value, headers);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int crc(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }

    /// The headers of a record, encoded as they are added.
    public static final class Headers {
        private ByteBuffer encoded = ByteBuffer.allocate(320);
        private int count;

        /// Starts with what another one holds.
        public static Headers startingWith(@Nullable Headers common) {
            Headers headers = new Headers();
            if (common != null) {
                headers.encoded.put(common.encoded.array(), 0, common.encoded.position());
                headers.count = common.count;
            }
            return headers;
        }

        /// Adds one.
        public Headers add(String name, String value) {
            put(name.getBytes(StandardCharsets.UTF_8));
            put(value.getBytes(StandardCharsets.UTF_8));
            count++;
            return this;
        }

        private void put(byte[] text) {
            if (encoded.remaining() < Short.BYTES + text.length) {
                encoded = ByteBuffer.allocate(2 * encoded.capacity() + text.length)
                        .put(encoded.flip());
            }
            encoded.putShort((short) text.length).put(text);
        }

        int size() {
            return 1 + encoded.position();
        }

        void writeTo(ByteBuffer out) {
            out.put((byte) count).put(encoded.array(), 0, encoded.position());
        }
    }
}
