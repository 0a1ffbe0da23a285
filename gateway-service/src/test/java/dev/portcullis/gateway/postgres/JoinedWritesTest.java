// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedWritesTest {
    private static final String LONG = "x".repeat(5_000);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final JoinedWrites writes = new JoinedWrites(channel);

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void smallOnesBecomeOne() {
        write("a", "b", "c");
        writes.flush();
        assertThat(written()).containsExactly("abc");
    }

    @Test
    void nothingLeavesBeforeTheFlush() {
        write("a", LONG, "b");
        assertThat(written()).isEmpty();
        writes.flush();
        assertThat(written()).containsExactly("a", LONG, "b");
    }

    @Test
    void longOnesKeepTheirPlace() {
        write("a", "b", LONG, LONG, "c", "d");
        writes.flush();
        write("e");
        writes.flush();
        assertThat(written()).containsExactly("ab", LONG, LONG, "cd", "e");
    }

    /// The channel says when it is full, and knows of what was written to it only.
    @Test
    void manySmallOnesAreWrittenOnTheWay() {
        for (int i = 0; i < 100; i++) {
            write("y".repeat(1_000));
        }
        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isGreaterThan(80_000);
        writes.flush();
        assertThat(String.join("", written())).isEqualTo("y".repeat(100_000));
    }

    @Test
    void takesBuffersOver() {
        ByteBuf small = Unpooled.copiedBuffer("a", StandardCharsets.US_ASCII);
        writes.write(small);
        assertThat(small.refCnt()).isZero();
        ByteBuf large = Unpooled.copiedBuffer(LONG, StandardCharsets.US_ASCII);
        writes.write(large);
        var _ = channel.close();
        writes.flush();
        assertThat(large.refCnt()).isZero();
    }

    private void write(String... texts) {
        for (String text : texts) {
            writes.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }
    }

    private List<String> written() {
        List<String> written = new ArrayList<>();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            written.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return written;
    }
}
