// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// What a client waits for while the test does something else.
final class Background {

    private Background() {}

    static <T> CompletableFuture<T> of(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
