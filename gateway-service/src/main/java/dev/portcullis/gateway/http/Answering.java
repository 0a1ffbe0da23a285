// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.util.List;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Where an answer goes.
interface Answering {
    /// Completes when the caller, or whoever takes its place, has it all.
    Mono<Void> write(Answer answer);

    /// To the caller who waits. Nothing is sent before there is something to send, so that what goes wrong until then
    /// can
    /// still be said.
    static Answering live(ServerHttpResponse response) {
        return answer -> {
            Flux<DataBuffer> body =
                    answer.body().map(piece -> response.bufferFactory().wrap(piece));
            response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
            for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
                response.getHeaders().put(header.getKey(), header.getValue());
            }
            return answer.streamed() ? response.writeAndFlushWith(body.map(Mono::just)) : response.writeWith(body);
        };
    }
}
