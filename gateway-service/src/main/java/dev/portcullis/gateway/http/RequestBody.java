// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget.Limits;
import dev.portcullis.gateway.access.Refusal;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/// Reads a request's body whole: what is judged and approved is every byte of it. Neither too much nor too slow.
final class RequestBody {
    private RequestBody() {}

    static Mono<byte[]> read(ServerHttpRequest request, Limits limits) {
        Refused tooLarge = new Refused(new Refusal.TooLarge(limits.requestBytes()));
        if (request.getHeaders().getContentLength() > limits.requestBytes()) {
            return Mono.error(tooLarge);
        }
        return DataBufferUtils.join(request.getBody(), Math.toIntExact(limits.requestBytes()))
                .map(RequestBody::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(Duration.ofSeconds(limits.answerSeconds()))
                .onErrorMap(DataBufferLimitException.class, _ -> tooLarge)
                .onErrorMap(TimeoutException.class, _ -> Refused.notUnderstood("the body does not come to its end"));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
