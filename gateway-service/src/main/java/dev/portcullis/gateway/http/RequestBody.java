// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget.Limits;
import dev.portcullis.contracts.connection.HttpTarget.Uploads;
import dev.portcullis.gateway.access.Refusal;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/// Reads a request's body whole: what is judged and approved is every byte of it. Neither too much nor too
/// slow. What is larger passes in pieces where the target takes uploads, and is judged without being read.
sealed interface RequestBody {

    /// Every byte of it.
    record Whole(Payload payload) implements RequestBody {}

    /// Too large to be read.
    record Pieces(Upload upload) implements RequestBody {}

    /// Reads a body, or begins to, and goes on with it.
    ///
    /// @param then what is done with it; not called where there is nothing to be done but to refuse
    static Mono<Void> read(ServerHttpRequest request, Limits limits, Function<RequestBody, Mono<Void>> then) {
        long declared = request.getHeaders().getContentLength();
        Uploads uploads = limits.uploads();
        long most = uploads == null ? limits.requestBytes() : Math.max(limits.requestBytes(), uploads.bytes());
        if (declared > most) {
            return Mono.error(new Refused(new Refusal.TooLarge(most)));
        }
        if (declared > limits.requestBytes()) {
            return then.apply(new Pieces(new Upload(pieces(request), declared, limits)));
        }
        return uploads == null || declared >= 0
                ? whole(request, limits).flatMap(then)
                : measured(request, limits, then);
    }

    private static Mono<RequestBody> whole(ServerHttpRequest request, Limits limits) {
        return DataBufferUtils.join(request.getBody(), Math.toIntExact(limits.requestBytes()))
                .map(RequestBody::bytes)
                .defaultIfEmpty(new byte[0])
                .<RequestBody>map(bytes -> new Whole(new Payload(bytes)))
                .timeout(Duration.ofSeconds(limits.answerSeconds()))
                .onErrorMap(
                        DataBufferLimitException.class, _ -> new Refused(new Refusal.TooLarge(limits.requestBytes())))
                .onErrorMap(TimeoutException.class, _ -> endless());
    }

    /// Its caller does not say how long it is. It is read as far as bodies are; what is longer goes on from there.
    private static Mono<Void> measured(
            ServerHttpRequest request, Limits limits, Function<RequestBody, Mono<Void>> then) {
        Beyond isBeyond = new Beyond(limits.requestBytes());
        return pieces(request)
                // The first of these lists is all that was read; each other one holds one piece.
                .bufferUntil(isBeyond)
                .timeout(Mono.delay(Duration.ofSeconds(limits.answerSeconds())), _ -> Mono.never())
                .onErrorMap(TimeoutException.class, _ -> endless())
                .switchOnFirst((first, lists) -> first.isOnError()
                        ? Mono.<Void>error(cause(first))
                        : then.apply(
                                isBeyond.is()
                                        ? new Pieces(new Upload(lists.concatMapIterable(list -> list, 1), -1, limits))
                                        : new Whole(new Payload(joined(first)))))
                .then();
    }

    private static Throwable cause(Signal<?> failed) {
        Throwable cause = failed.getThrowable();
        return cause == null ? new IllegalStateException("an error without a cause") : cause;
    }

    private static byte[] joined(Signal<? extends List<byte[]>> first) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<byte[]> list = first.get();
        if (list != null) {
            list.forEach(all::writeBytes);
        }
        return all.toByteArray();
    }

    private static Refused endless() {
        return Refused.notUnderstood("the body does not come to its end");
    }

    private static Flux<byte[]> pieces(ServerHttpRequest request) {
        return request.getBody().map(RequestBody::bytes);
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    /// Whether more has come than is read.
    final class Beyond implements Predicate<byte[]> {
        private final long limit;
        private long total;

        private Beyond(long limit) {
            this.limit = limit;
        }

        @Override
        public boolean test(byte[] piece) {
            total += piece.length;
            return is();
        }

        boolean is() {
            return total > limit;
        }
    }
}
