// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/// Calls what may block, on a virtual thread of its own. Whoever loses interest does not interrupt it: half of a
/// decision
/// is none.
final class Blocking {
    private Blocking() {}

    static <T> Mono<T> call(Callable<T> callable) {
        return Mono.create(sink -> Thread.ofVirtual().name("http-request").start(() -> {
            try {
                sink.success(callable.call());
            } catch (Throwable e) {
                // Whatever it is, somebody waits for an answer.
                sink.error(e);
            }
        }));
    }
}
