// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StartOrderTest {

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final StartOrder order = new StartOrder();

    @Test
    void runsAStepAfterThoseItNeeds() throws Exception {
        CountDownLatch kafka = new CountDownLatch(1);
        order.add("store", () -> {
            kafka.await();
            done.add("store");
        });
        order.add("kafka", () -> {
            done.add("kafka");
            kafka.countDown();
        });
        order.add("service", () -> done.add("service"), "store", "kafka");
        order.await();

        assertThat(done).containsExactly("kafka", "store", "service");
    }

    @Test
    void runsStepsThatNeedNothingOfEachOtherAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : List.of("one", "other")) {
            order.add(name, () -> {
                both.countDown();
                both.await();
            });
        }

        order.await();
    }

    @Test
    void doesNotWaitForTheRestWhenOneFails() {
        order.add("slow", () -> Thread.sleep(600_000));
        order.add("broken", () -> {
            throw new StartFailed("no room");
        });

        assertThatThrownBy(order::await).isInstanceOf(StartFailed.class).hasMessage("no room");
    }

    @Test
    void neverBeginsWhatNeedsSomethingThatFailed() {
        order.add("store", () -> {
            throw new IllegalStateException("damaged");
        });
        order.add("service", () -> done.add("service"), "store");

        assertThatThrownBy(order::await).hasMessageContaining("store failed: damaged");
        assertThat(done).isEmpty();
    }

    @Test
    void refusesAStepAfterOneThatIsNotThere() {
        assertThatThrownBy(() -> order.add("service", () -> {}, "store")).isInstanceOf(IllegalArgumentException.class);
    }
}
