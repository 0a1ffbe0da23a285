// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupScannerTest {
    @Test
    void readsAStartupMessageInTheClientsOrder() throws Exception {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", "agent");
        parameters.put("database", "orders");
        parameters.put("application_name", "");
        var startup = new StartupPacket.StartupMessage(ProtocolVersion.V3_2, parameters);

        assertThat(roundTrip(startup)).contains(startup);
        assertThat(((StartupPacket.StartupMessage) roundTrip(startup).orElseThrow())
                        .parameters()
                        .keySet())
                .containsExactly("user", "database", "application_name");
    }

    @Test
    void readsTheEncryptionRequests() throws Exception {
        assertThat(roundTrip(new StartupPacket.SslRequest())).contains(new StartupPacket.SslRequest());
        assertThat(roundTrip(new StartupPacket.GssEncryptionRequest()))
                .contains(new StartupPacket.GssEncryptionRequest());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 256})
    void readsCancelKeysOfAnyAllowedLength(int length) throws Exception {
        var cancel = new StartupPacket.CancelRequest(new CancelKey(-7, CancelSecret.of(ByteBuffer.allocate(length))));

        assertThat(roundTrip(cancel)).contains(cancel);
    }

    @Test
    void waitsForTheWholePacketAndTakesNoByteMore() throws Exception {
        WireWriter out = new WireWriter();
        FrontendEncoder.encode(new StartupPacket.SslRequest(), out);
        FrontendEncoder.encode(new StartupPacket.GssEncryptionRequest(), out);
        for (int arrived = 0; arrived < 8; arrived++) {
            ByteBuffer in = out.written().limit(arrived);
            assertThat(StartupScanner.read(in)).isEmpty();
            assertThat(in.position()).isZero();
        }
        ByteBuffer both = out.written();
        assertThat(StartupScanner.read(both)).contains(new StartupPacket.SslRequest());
        assertThat(both.remaining()).isEqualTo(8);
    }

    @Test
    void tellsATlsHandshakeFromAPacket() {
        assertThat(StartupScanner.startsWithTls(ByteBuffer.wrap(new byte[] {0x16, 3, 1})))
                .isTrue();
        assertThat(StartupScanner.startsWithTls(ByteBuffer.wrap(new byte[] {0, 0, 0, 8})))
                .isFalse();
        assertThat(StartupScanner.startsWithTls(ByteBuffer.allocate(0))).isFalse();
    }

    @Test
    void secretsAreEqualByContentAndNeverPrinted() throws Exception {
        CancelSecret secret = CancelSecret.of(ByteBuffer.wrap("hunter22".getBytes(StandardCharsets.UTF_8)));

        assertThat(secret).isEqualTo(CancelSecret.of(ByteBuffer.wrap("hunter22".getBytes(StandardCharsets.UTF_8))));
        assertThat(secret).isNotEqualTo(CancelSecret.of(ByteBuffer.wrap("hunter23".getBytes(StandardCharsets.UTF_8))));
        assertThat(new CancelKey(1, secret).toString()).doesNotContain("hunter");
    }

    private static Optional<StartupPacket> roundTrip(StartupPacket packet) throws WireException {
        WireWriter out = new WireWriter();
        FrontendEncoder.encode(packet, out);
        return StartupScanner.read(out.written());
    }
}
