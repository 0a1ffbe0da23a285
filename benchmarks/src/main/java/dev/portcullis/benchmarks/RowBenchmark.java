// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import dev.portcullis.masking.ValueMasker;
import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.DataRowWriter;
import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What one row of four columns costs on its way back: found in the stream, with one column masked, with every value
/// searched for secrets and personal data.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowBenchmark {
    private static final int TEXT = 25;
    private static final int MASKED_COLUMN = 1;
    private static final List<String> VALUES =
            List.of("4711", "person4711@mail7.example", "Person number 4711", "lorem ipsum dolor sit amet ".repeat(3));

    private final MaskMethod method = new MaskMethod.Partial(MaskMethod.Partial.DEFAULT_KEEP);
    private final MaskKey key = MaskKey.of(new byte[32]).forIdentity("report-bot");
    private final DetectorSet detectors = Detectors.secretsAndPersonal();
    private final FrameScanner scanner = FrameScanner.backend(new FrameLimits(64 << 10, 16 << 20, FrameLimits.LARGEST));
    private final DataRowCursor cursor = new DataRowCursor();
    private final WireWriter written = new WireWriter();
    private final DataRowWriter out = new DataRowWriter(written);
    private final ByteBuffer frame = frame();

    /// The row is passed on as it is.
    @Benchmark
    public int framed() throws WireException {
        return scanner.readHeader(frame) ? scanner.frameLength() : 0;
    }

    /// One column keeps its first character and its domain.
    @Benchmark
    public ByteBuffer oneColumnMasked() throws WireException {
        start();
        while (cursor.next()) {
            ByteBuffer value = Objects.requireNonNull(cursor.value());
            out.value(cursor.column() == MASKED_COLUMN ? masked(value) : value);
        }
        out.end();
        return written.written();
    }

    /// Every value is searched; only the mail address may be something, and is replaced.
    @Benchmark
    public ByteBuffer everyValueSearched() throws WireException {
        start();
        while (cursor.next()) {
            ByteBuffer value = Objects.requireNonNull(cursor.value());
            out.value(detectors.mayMatch(value) ? redacted(value) : value);
        }
        out.end();
        return written.written();
    }

    private void start() throws WireException {
        scanner.readHeader(frame);
        cursor.reset(scanner.body(frame));
        written.clear();
        out.begin(cursor.columns());
    }

    private ByteBuffer masked(ByteBuffer value) {
        return bytes(Objects.requireNonNull(ValueMasker.maskTyped(text(value), TEXT, method, key)));
    }

    private ByteBuffer redacted(ByteBuffer value) {
        return bytes(Objects.requireNonNull(detectors.redactTyped(text(value), TEXT)));
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value.slice()).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer frame() {
        WireWriter writer = new WireWriter();
        DataRowWriter row = new DataRowWriter(writer);
        row.begin(VALUES.size());
        VALUES.forEach(value -> row.value(bytes(value)));
        row.end();
        ByteBuffer whole = writer.written();
        return ByteBuffer.allocate(whole.remaining()).put(whole).flip();
    }
}
