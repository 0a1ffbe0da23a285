// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Refusal;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The answer to a streamed request that is held: it begins before anybody has decided, so that the line stays open,
/// and whatever becomes of the request is said in it. A status is no way to say no any more; an event is, and the
/// client's library reports it as it reports an error.
final class HeldStream {
    private static final int MOST_WORDS = 500;

    private final Content.Prompt prompt;
    private final Duration quiet;

    /// @param quiet how long the line is silent at most
    HeldStream(Content.Prompt prompt, Duration quiet) {
        this.prompt = prompt;
        this.quiet = quiet;
    }

    /// Completes when the caller has all of it.
    ///
    /// @param acting what goes on when it is decided, given where the target's answer goes
    Mono<Void> write(ServerHttpResponse response, Function<Answering, Mono<Void>> acting) {
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        response.getHeaders().set("Cache-Control", "no-store");
        response.getHeaders().set("X-Accel-Buffering", "no");
        return response.writeAndFlushWith(KeepAlive.in(events(acting), quiet)
                .map(piece -> Mono.just(response.bufferFactory().wrap(piece))));
    }

    private Flux<byte[]> events(Function<Answering, Mono<Void>> acting) {
        return Flux.defer(() -> {
            Sinks.One<Flux<byte[]>> begun = Sinks.one();
            Sinks.Empty<Void> drained = Sinks.empty();
            Mono<byte[]> acted = acting.apply(answer -> {
                        begun.tryEmitValue(handedOn(answer, drained)).orThrow();
                        return drained.asMono();
                    })
                    .then(Mono.empty());
            // Whatever cuts the request cuts its answer.
            return Flux.merge(begun.asMono().flatMapMany(body -> body), acted)
                    .onErrorResume(Refused.class, e -> Flux.just(failure(e.refusal())));
        });
    }

    /// What breaks the answer breaks the request, where it is recorded; from there it comes back as an event.
    private Flux<byte[]> handedOn(Answer answer, Sinks.Empty<Void> drained) {
        return said(answer)
                .doOnComplete(drained::tryEmitEmpty)
                .doOnCancel(drained::tryEmitEmpty)
                .onErrorResume(e -> {
                    drained.tryEmitError(e);
                    return Flux.empty();
                });
    }

    private Flux<byte[]> said(Answer answer) {
        boolean success = HttpStatus.Series.resolve(answer.status()) == HttpStatus.Series.SUCCESSFUL;
        return success && answer.streamed()
                ? answer.body()
                : answer.body()
                        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                        .map(whole -> prompt.failure("The target answered " + answer.status() + words(whole)))
                        .flux();
    }

    /// What an error of one of the APIs says in words.
    private static String words(ByteArrayOutputStream body) {
        try {
            JsonNode error = JsonMapper.shared().readTree(body.toByteArray()).path("error");
            String words = error.path("message").asString("");
            return words.isEmpty() ? "." : ": " + words.substring(0, Math.min(MOST_WORDS, words.length()));
        } catch (JacksonException _) {
            return ".";
        }
    }

    private byte[] failure(Refusal refusal) {
        return prompt.failure("Portcullis: " + HttpRefusals.of(refusal).detail());
    }
}
