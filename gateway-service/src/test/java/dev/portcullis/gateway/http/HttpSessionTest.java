// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.Refusal;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class HttpSessionTest {
    private final HttpSession session = entered();

    @Test
    void nothingIsLeftOfARequestThatIsOver() throws InterruptedException {
        List<WeakReference<byte[]>> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] body = new byte[1 << 16];
            requests.add(new WeakReference<>(body));
            Mono.just(body)
                    .takeUntilOther(session.ending().map(refusal -> refusal.toString() + body.length))
                    .block();
        }

        for (int i = 0; i < 50 && requests.stream().anyMatch(request -> !request.refersTo(null)); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(requests).allMatch(request -> request.refersTo(null));
    }

    @Test
    void endsOnceHoweverManyEndIt() throws InterruptedException {
        List<Refusal> heard = new ArrayList<>();
        session.ending().subscribe(heard::add);
        List<Throwable> failures = new ArrayList<>();
        List<Thread> enders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String why = "order " + i;
            Thread ender = Thread.ofPlatform().unstarted(() -> session.end(why));
            ender.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
            enders.add(ender);
        }
        enders.forEach(Thread::start);
        for (Thread ender : enders) {
            ender.join();
        }

        assertThat(failures).isEmpty();
        assertThat(heard).hasSize(1);
        assertThat(session.enter(2)).isFalse();
    }

    /// With one request under way, so that its end is not recorded yet and no session behind it is needed.
    private static HttpSession entered() {
        HttpSession session = new HttpSession(null, 0, 0);
        assertThat(session.enter(1)).isTrue();
        return session;
    }
}
