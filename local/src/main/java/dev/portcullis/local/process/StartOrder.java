// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// Steps that run as early as those they come after allow, each in a thread of its own.
public final class StartOrder {

    private final Map<String, CountDownLatch> steps = new LinkedHashMap<>();
    private final BlockingQueue<Optional<StartFailed>> outcomes = new LinkedBlockingQueue<>();

    /// One step.
    @FunctionalInterface
    public interface Step {
        /// Returns when what it does is done.
        void run() throws Exception;
    }

    /// Begins a step when all the named ones, which were added before, are done. After one that failed it never begins.
    public void add(String name, Step step, String... after) {
        List<CountDownLatch> earlier = Arrays.stream(after).map(this::known).toList();
        CountDownLatch done = new CountDownLatch(1);
        steps.put(name, done);
        Thread.startVirtualThread(() -> {
            Optional<StartFailed> failure = run(name, step, earlier);
            if (failure.isEmpty()) {
                done.countDown();
            }
            outcomes.add(failure);
        });
    }

    /// Waits for all steps, and no longer than until the first one fails.
    ///
    /// @throws StartFailed the first failure
    public void await() throws InterruptedException {
        for (int i = 0; i < steps.size(); i++) {
            Optional<StartFailed> outcome = outcomes.take();
            if (outcome.isPresent()) {
                throw outcome.get();
            }
        }
    }

    private static Optional<StartFailed> run(String name, Step step, List<CountDownLatch> earlier) {
        try {
            for (CountDownLatch before : earlier) {
                before.await();
            }
            step.run();
            return Optional.empty();
        } catch (StartFailed e) {
            return Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new StartFailed(name + " was interrupted", e));
        } catch (Exception e) {
            return Optional.of(new StartFailed(name + " failed: " + e.getMessage(), e));
        }
    }

    private CountDownLatch known(String name) {
        CountDownLatch step = steps.get(name);
        if (step == null) {
            throw new IllegalArgumentException("no step '" + name + "' was added yet");
        }
        return step;
    }
}
