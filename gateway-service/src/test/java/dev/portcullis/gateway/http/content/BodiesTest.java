// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.decision.Obligations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Masks SECRETS = masks(new Obligations.Mask(null, "secrets", "redact", null));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"a\":\"KEY\",\"n\":1} | {\"a\":\"[redacted]\",\"n\":1}",
                "application/problem+json; charset=utf-8 | {\"a\":[\"x KEY y\"]} | {\"a\":[\"x [redacted] y\"]}",
                "application/json | {\"a\":\"\\u0041KIAIOSFODNN7EXAMPLE\"} | {\"a\":\"[redacted]\"}",
                "text/plain | the key is KEY. | the key is [redacted].",
                "text/html | <b>KEY</b> | <b>[redacted]</b>",
                "application/x-www-form-urlencoded | k=KEY&x=1 | k=%5Bredacted%5D&x=1"
            })
    void masksWhatItCanRead(String type, String body, String masked) throws UnreadableException {
        assertThat(whole(type, body.replace("KEY", KEY))).isEqualTo(masked);
        assertThat(new String(Bodies.request(bytes(body.replace("KEY", KEY)), type, SECRETS), StandardCharsets.UTF_8))
                .isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", " \r\n\t{}", "\"text\"", " \"", "\uFEFF{}", "\uFEFF", "\uFEFFtext"})
    void takesWhatBeginsAsJsonForJson(String text) {
        assertThat(Bodies.typeOf(bytes(text))).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "text", "42[\"x\"]", "-1", "true", "\uFEFE{", "\uFF21"})
    void takesTheRestForText(String text) {
        assertThat(Bodies.typeOf(bytes(text))).isEqualTo("text/plain");
    }

    @Test
    void hidesNoEscapeInATextThatSaysNothingOfItsType() throws UnreadableException {
        byte[] string = bytes("\"\\u0041KIAIOSFODNN7EXAMPLE\"");
        assertThat(Bodies.request(string, Bodies.typeOf(string), SECRETS)).isEqualTo(bytes("\"[redacted]\""));
        for (String text : List.of("\"yes\", she said", "\uFEFFtext", "\uFEFF{\"k\":\"\\u0041KIAIOSFODNN7EXAMPLE\"}")) {
            byte[] body = bytes(text);
            assertThatThrownBy(() -> Bodies.request(body, Bodies.typeOf(body), SECRETS))
                    .as(text)
                    .isInstanceOf(UnreadableException.class);
        }
        byte[] quoted = bytes("\"yes\", she said");
        assertThat(Bodies.request(quoted, Bodies.typeOf(quoted), Masks.none())).isEqualTo(quoted);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void masksStreamsTheSameHoweverTheyAreCut(long seed) throws UnreadableException {
        Random random = new Random(seed);
        assertThat(cut(
                        "text/event-stream",
                        "event: x\r\ndata: {\"a\":\"" + KEY + "\"}\n\n: ping\n\ndata: " + KEY,
                        random))
                .isEqualTo("event: x\r\ndata: {\"a\":\"[redacted]\"}\n\n: ping\n\ndata: [redacted]");
        assertThat(cut("application/x-ndjson", "{\"a\":\"" + KEY + "\"}\n{\"b\":1}\n", random))
                .isEqualTo("{\"a\":\"[redacted]\"}\n{\"b\":1}\n");
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "application/octet-stream", "application/grpc", "multipart/form-data", ""})
    void withholdsWhatNoMaskCanLookInto(String type) {
        assertThatThrownBy(() -> whole(type, "x")).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> Bodies.request(bytes("x"), type, SECRETS)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void withholdsEventsWhoseLinesEndInDifferentWays() {
        assertThatThrownBy(() -> whole("text/event-stream", "data: {\"k\":\"\\u0041KIAIOSFODNN7EXAMPLE\"}\rdata: x\n"))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void masksTextThatStandsAloneInAnEvent() throws UnreadableException {
        assertThat(whole("text/event-stream", "data: \"\\u0041KIAIOSFODNN7EXAMPLE\"\n"))
                .isEqualTo("data: \"[redacted]\"\n");
    }

    @Test
    void masksAsAWholeOnlyWhatFitsIntoMemorySeveralTimes() throws UnreadableException {
        BodyFilter filter = Bodies.answer("application/json", SECRETS);
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 16; i++) {
            filter.feed(piece);
        }
        assertThatThrownBy(() -> filter.feed(new byte[1])).isInstanceOf(UnreadableException.class);
    }

    @Test
    void passesThemWhereNothingIsMasked() throws UnreadableException {
        assertThat(Bodies.answer("image/png", Masks.none())).isSameAs(BodyFilter.PASSING);
        assertThat(Bodies.request(bytes("x"), "image/png", Masks.none())).isEqualTo(bytes("x"));
        assertThat(whole("image/png", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"a\":1",
                "application/json | {\"a\":1,\"a\":2}",
                "application/json | {} {}",
                "application/json; charset=utf-16 | {}",
                "text/plain;x-charset=utf-8;charset=utf-16le | x",
                "text/plain; charset = utf-16 | x",
                "text/plain; charset=utf-8; charset=utf-16 | x",
                "text/plain | A\u0000K\u0000",
                "text/event-stream | data: {\"k\": \"\\u0041KIA",
                "application/x-ndjson | nonsense",
                "application/x-www-form-urlencoded | a=%zz"
            })
    void withholdsWhatIsNotWhatItSaysItIs(String type, String body) {
        assertThatThrownBy(() -> whole(type, body)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void withholdsTextThatIsNotUtf8() {
        assertThatThrownBy(() -> {
                    BodyFilter filter = Bodies.answer("text/plain", SECRETS);
                    filter.feed(new byte[] {(byte) 0xff, 'a'});
                    filter.end();
                })
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void refusesMasksThatCannotBeMade() {
        assertThatThrownBy(() -> Masks.of(
                        new Obligations(List.of(new Obligations.Mask("pii.*", null, "redact", null)), false, null)))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> Masks.of(new Obligations(
                        List.of(new Obligations.Mask(null, "unheard-of", "redact", null)), false, null)))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> Masks.of(new Obligations(List.of(), true, null)))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> Masks.of(new Obligations(List.of(), false, 5L)))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void takesEncodingsOff() throws Exception {
        byte[] plain = bytes("hello");
        assertThat(ContentDecoding.decoded(gzip(plain), "gzip", 5)).isEqualTo(plain);
        assertThat(ContentDecoding.decoded(deflate(plain), "deflate", 5)).isEqualTo(plain);
        assertThat(ContentDecoding.decoded(plain, "identity", 5)).isEqualTo(plain);
    }

    @Test
    void refusesBombsAndWhatItDoesNotKnow() throws Exception {
        byte[] bomb = gzip(new byte[10 << 20]);
        assertThat(bomb.length).isLessThan(20_000);
        assertThatThrownBy(() -> ContentDecoding.decoded(bomb, "gzip", 1 << 20))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        e -> assertThat(e.isTooLarge()).isTrue());
        for (String unknown : List.of("br", "zstd", "gzip, gzip", "compress", "nonsense")) {
            assertThatThrownBy(() -> ContentDecoding.decoded(bomb, unknown, 1 << 20))
                    .isInstanceOf(UnreadableException.class);
            assertThatThrownBy(() -> ContentDecoding.requireKnown(unknown)).isInstanceOf(UnreadableException.class);
        }
        assertThatThrownBy(() -> ContentDecoding.decoded(bytes("no gzip"), "gzip", 1 << 20))
                .isInstanceOf(UnreadableException.class);
    }

    private static String whole(String type, String body) throws UnreadableException {
        BodyFilter filter = Bodies.answer(type, SECRETS);
        return new String(filter.feed(bytes(body)), StandardCharsets.UTF_8)
                + new String(filter.end(), StandardCharsets.UTF_8);
    }

    private static String cut(String type, String text, Random random) throws UnreadableException {
        byte[] body = bytes(text);
        BodyFilter filter = Bodies.answer(type, SECRETS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int next = Math.min(body.length, at + 1 + random.nextInt(9));
            out.writeBytes(filter.feed(Arrays.copyOfRange(body, at, next)));
            at = next;
        }
        out.writeBytes(filter.end());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Masks masks(Obligations.Mask mask) {
        try {
            return Masks.of(new Obligations(List.of(mask), false, null));
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
