// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.http.content.BodyFilter;
import dev.portcullis.gateway.http.content.ContentDecoding;
import dev.portcullis.gateway.http.content.CredentialEraser;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.MediaType;
import dev.portcullis.gateway.http.content.UnreadableException;
import dev.portcullis.gateway.http.target.Route;
import dev.portcullis.gateway.http.target.Targets;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClientResponse;

/// Turns what the target answers into what the caller may see. Success or error, it is read, masked and recorded alike;
/// what cannot be read is withheld.
final class AnswerReader {
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int NOT_MODIFIED = 304;
    private static final int NO_CONTENT = 204;

    /// One thread for each answer: it waits for people where a tool call is held.
    private static final Scheduler MASKING =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "answers");

    private final Targets targets;
    private final Route route;
    private final Masks masks;
    private final ReadRequest request;
    private final HttpTarget target;
    private final HttpRun run;
    private final ToolCalls tools;
    private final Duration quiet;
    private volatile @Nullable Refusal withheld;
    private volatile boolean left;

    /// @param tools judges the calls that a model's answer asks for
    /// @param quiet how long the line to the caller of a streaming model is silent at most
    AnswerReader(
            Targets targets,
            Route route,
            Masks masks,
            ReadRequest request,
            HttpTarget target,
            HttpRun run,
            ToolCalls tools,
            Duration quiet) {
        this.targets = targets;
        this.route = route;
        this.masks = masks;
        this.request = request;
        this.target = target;
        this.run = run;
        this.tools = tools;
        this.quiet = quiet;
    }

    /// Why the rest of an answer that had begun was withheld; null if it was not.
    @Nullable
    Refusal withheld() {
        return withheld;
    }

    /// Whether the caller went away before the end. To whoever writes the answer that is an end like any other.
    boolean isLeft() {
        return left;
    }

    Answer read(HttpClientResponse response, Flux<byte[]> content) {
        int status = response.status().code();
        requireAnswer(status);
        String contentType = header(response, "content-type");
        String encoding = header(response, "content-encoding");
        boolean empty = status == NO_CONTENT
                || status == NOT_MODIFIED
                || request.facts().method().equals("HEAD")
                || header(response, "content-length").equals("0");
        try {
            BodyFilter filter =
                    empty ? BodyFilter.PASSING : request.content().answer(status, contentType, masks, tools);
            requireOne(response, "content-type");
            requireOne(response, "content-encoding");
            // Masking takes its time, and event loops have none.
            Flux<byte[]> whole =
                    filter.isPassing() ? limited(content) : limited(content).publishOn(MASKING);
            Flux<byte[]> plain = decoded(whole, encoding);
            Flux<byte[]> safe = filtered(filtered(plain, new CredentialEraser(route.secrets())), filter);
            run.answers(status, contentType, MediaType.of(contentType).isText());
            Flux<byte[]> recorded = safe.doOnNext(run::passed)
                    .doOnTerminate(() -> {
                        run.counted(filter.counts());
                        tools.over();
                    })
                    .doOnCancel(() -> left(!empty));
            Flux<byte[]> passed = ended(recorded, filter, run::lastWords);
            return new Answer(
                    status,
                    headers(response, contentType),
                    isOfEvents(contentType) ? KeepAlive.in(passed, quiet) : passed,
                    isStreamed(contentType));
        } catch (UnreadableException e) {
            throw withheld(e);
        }
    }

    private void left(boolean early) {
        left = early;
        tools.over();
    }

    /// Only what was written anew, event by event, ends where an event does.
    private boolean isOfEvents(String contentType) {
        return request.content() instanceof Content.Prompt && MediaType.of(contentType) == MediaType.EVENTS;
    }

    /// With two of them, we could take one for true and the caller the other.
    private static void requireOne(HttpClientResponse response, String header) {
        if (response.responseHeaders().getAll(header).size() > 1) {
            throw new Refused(new Refusal.AnswerWithheld("it says twice what it is"));
        }
    }

    private void requireAnswer(int status) {
        if (status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED) {
            // It is the gateway's credential that was refused, which is nothing that the caller could mend.
            targets.refused(route);
            throw new Refused(new Refusal.Unavailable(Refusal.Dependency.CREDENTIAL));
        }
        if (status < 200 || (status >= 300 && status < 400 && status != NOT_MODIFIED)) {
            throw new Refused(new Refusal.AnswerWithheld("it leads somewhere else"));
        }
    }

    private Flux<byte[]> limited(Flux<byte[]> content) {
        AtomicLong seen = new AtomicLong();
        return content.handle((piece, sink) -> {
            if (seen.addAndGet(piece.length) > target.limits().responseBytes()) {
                sink.error(new Refused(new Refusal.AnswerWithheld("it is larger than the connection allows")));
            } else {
                sink.next(piece);
            }
        });
    }

    private Flux<byte[]> decoded(Flux<byte[]> content, String encoding) throws UnreadableException {
        if (!ContentDecoding.isEncoded(encoding)) {
            return content;
        }
        ContentDecoding.requireKnown(encoding);
        return content.collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                .flatMapMany(all -> {
                    try {
                        return Flux.just(ContentDecoding.decoded(
                                all.toByteArray(), encoding, target.limits().responseBytes()));
                    } catch (UnreadableException e) {
                        return Flux.error(withheld(e));
                    }
                });
    }

    private Flux<byte[]> filtered(Flux<byte[]> body, BodyFilter filter) {
        if (filter.isPassing()) {
            return body;
        }
        Flux<byte[]> fed = body.handle((piece, sink) -> {
            try {
                byte[] out = filter.feed(piece);
                if (out.length > 0) {
                    sink.next(out);
                }
            } catch (UnreadableException e) {
                sink.error(withheld(e));
            }
        });
        Mono<byte[]> rest = Mono.<byte[]>create(sink -> {
                    try {
                        sink.success(filter.end());
                    } catch (UnreadableException e) {
                        sink.error(withheld(e));
                    }
                })
                .filter(out -> out.length > 0);
        return fed.concatWith(rest).transform(all -> ended(all, filter, _ -> {}));
    }

    /// Where the caller already has the beginning, it is told in the API's own way that there will be no end.
    ///
    /// @param record what is told, where it does not come past the recording any more
    private Flux<byte[]> ended(Flux<byte[]> body, BodyFilter filter, Consumer<byte[]> record) {
        AtomicLong sent = new AtomicLong();
        return body.doOnNext(piece -> sent.addAndGet(piece.length)).onErrorResume(Refused.class, e -> {
            byte[] last = sent.get() == 0
                    ? new byte[0]
                    : filter.abort(HttpRefusals.of(e.refusal()).detail());
            if (last.length == 0) {
                return Flux.error(e);
            }
            withheld = e.refusal();
            record.accept(last);
            return Flux.just(last);
        });
    }

    private Map<String, List<String>> headers(HttpClientResponse response, String contentType) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : response.responseHeaders().names()) {
            boolean stale = !masks.isEmpty() && name.equalsIgnoreCase("etag");
            if (PassedHeaders.goesBack(name) && !stale) {
                headers.put(
                        name.toLowerCase(Locale.ROOT),
                        response.responseHeaders().getAll(name).stream()
                                .map(value -> masks.redacted(CredentialEraser.erased(value, route.secrets())))
                                .toList());
            }
        }
        // What one caller may see, another may not.
        headers.put("cache-control", List.of("no-store"));
        if (isStreamed(contentType)) {
            headers.put("x-accel-buffering", List.of("no"));
        }
        return headers;
    }

    private static boolean isStreamed(String contentType) {
        return switch (MediaType.of(contentType)) {
            case EVENTS, JSON_LINES -> true;
            case JSON, TEXT, FORM, OTHER -> false;
        };
    }

    private static String header(HttpClientResponse response, String name) {
        return Objects.requireNonNullElse(response.responseHeaders().get(name), "");
    }

    private static Refused withheld(UnreadableException e) {
        return new Refused(new Refusal.AnswerWithheld(String.valueOf(e.getMessage())));
    }
}
