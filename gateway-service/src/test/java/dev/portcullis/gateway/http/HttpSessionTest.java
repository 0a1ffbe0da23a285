// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.Refusal;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class HttpSessionTest {

    /// What [HttpSession#ending] promises, of the kind of sink it is made with.
    @Test
    void nothingIsLeftOfAListenerThatIsNotInterestedAnyMore() throws InterruptedException {
        Sinks.One<Refusal> ending = Sinks.one();
        List<WeakReference<byte[]>> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] body = new byte[1 << 16];
            requests.add(new WeakReference<>(body));
            Mono.just(body)
                    .takeUntilOther(ending.asMono().map(refusal -> refusal.toString() + body.length))
                    .block();
        }

        assertThat(ending.currentSubscriberCount()).isZero();
        for (int i = 0; i < 50 && requests.stream().anyMatch(request -> !request.refersTo(null)); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(requests).allMatch(request -> request.refersTo(null));
    }
}
