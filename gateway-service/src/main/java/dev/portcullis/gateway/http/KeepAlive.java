// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;

/// Keeps a stream of events alive while there is nothing to say: a comment (HTML Standard, section 9.2.6), which no
/// client reads and every proxy on the way counts as a sign of life.
final class KeepAlive {
    private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.UTF_8);

    private KeepAlive() {}

    /// The same events, with a comment wherever nothing came for so long.
    ///
    /// @param events each piece ends where an event does, so that a comment may follow
    static Flux<byte[]> in(Flux<byte[]> events, Duration quiet) {
        return Flux.defer(() -> {
            AtomicLong last = new AtomicLong(System.nanoTime());
            Flux<Signal<byte[]>> said =
                    events.doOnNext(_ -> last.set(System.nanoTime())).materialize();
            Flux<Signal<byte[]>> comments = Flux.interval(quiet)
                    .onBackpressureDrop()
                    .filter(_ -> System.nanoTime() - last.get() >= quiet.toNanos())
                    .map(_ -> Signal.next(COMMENT.clone()));
            // As signals, so that the end of the events is the end of both.
            return Flux.merge(said, comments).dematerialize();
        });
    }
}
