// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.masking.Detectors;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bytes are what PostgreSQL 15.18 answers to `encode(numeric_send(v), 'hex')` and its like.
class BinaryValuesTest {
    @ParameterizedTest
    @CsvSource({
        "21, ffff, -1",
        "23, 00001267, 4711",
        "20, 000e9b08a568f1c7, 4111111111111111",
        "700, 3fc00000, 1.5",
        "701, 4330000000000001, 4503599627370497",
        "16, 01, t",
        "16, 00, f",
        "25, 41646120, 'Ada '",
        "2950, 00000000000000010000000000000002, 00000000-0000-0001-0000-000000000002",
        "1700, 0003000100000003000109291a7c, 12345.678",
        "1700, 0001000000000000002a, 42",
        "1700, 0001000040000002002a, -42.00",
        "1700, 0000000000000002, 0.00",
        "1700, 0001fffe00000008002a, 0.00000042",
        "1700, 00010002000000000001, 100000000",
        "1700, 00010005000000000001, 100000000000000000000",
        "1700, 000400020000000104d2162e23341388, 123456789012.5",
        "1700, 0001000040000004002a, -42.0000",
        "1700, 00017fff000000000001, \\x00017fff000000000001",
        "1700, 000100000000ffff0001, \\x000100000000ffff0001",
        "3802, 017b7d, \\x017b7d",
        "1700, 0001, \\x0001",
        "23, 00, \\x00"
    })
    void readsWhatApproversAndRecordingsShow(int typeOid, String hex, String text) {
        assertThat(BinaryValues.text(bytes(hex), typeOid)).isEqualTo(text);
    }

    /// A number of as many digits as the format can count, in less time than anybody notices.
    @Test
    void readsLongNumbersInTimeThatGrowsWithThemOnly() {
        ByteBuffer long65535 = ByteBuffer.allocate(8 + 2 * 0xffff)
                .putShort((short) 0xffff)
                .putShort((short) 0x7fff)
                .putInt(0);
        while (long65535.hasRemaining()) {
            long65535.putShort((short) 1);
        }
        assertThat(BinaryValues.text(long65535.flip(), 1700))
                .hasSize(4 * 0x7fff + 1)
                .endsWith("00010001");
    }

    @Test
    void masksBinaryTextAsTextAndAnythingElseAsNull() {
        MaskMethod redact = new MaskMethod.Redact();
        MaskKey key = MaskKey.of(new byte[32]);

        assertThat(new ColumnMask.Whole(redact, key, 25, true).apply(utf8("secret")))
                .isEqualTo(utf8("[redacted]"));
        assertThat(new ColumnMask.Whole(redact, key, 23, true).apply(bytes("00001267")))
                .isNull();
        assertThat(new ColumnMask.Whole(redact, key, 99_999, true).apply(bytes("00001267")))
                .isNull();
    }

    @Test
    void findsCardNumbersInBinaryNumbersAndLeavesOthersAlone() {
        var cards = Detectors.named(Set.of("pan"));
        ByteBuffer card = ByteBuffer.allocate(8).putLong(4_111_111_111_111_111L).flip();
        ByteBuffer other = ByteBuffer.allocate(8).putLong(4_711L).flip();
        ColumnMask.Content mask = new ColumnMask.Content(cards, 20, true);

        assertThat(mask.apply(card)).isNull();
        assertThat(mask.apply(other)).isEqualTo(other);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
