// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The spans of commands, on their way to a collector. Nobody waits for it: what it does not take in time
/// is dropped.
public final class Spans implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final int MOST_WAITING = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Sampler share;

    Spans(TracingProperties settings, String service) {
        OtlpHttpSpanExporter collector = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().replaceFirst("/+$", "") + PATH)
                .setConnectTimeout(PATIENCE)
                .setTimeout(PATIENCE)
                .setRetryPolicy(null)
                .build();
        provider = SdkTracerProvider.builder()
                .setIdGenerator(new GivenIds())
                // Whether a command is told of is decided once, by its id, and passed on.
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .addSpanProcessor(BatchSpanProcessor.builder(collector)
                        .setMaxQueueSize(MOST_WAITING)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        tracer = provider.get("dev.portcullis");
        share = Sampler.traceIdRatioBased(settings.share());
    }

    /// Begins something that is done for a command, and may ask another service.
    public Step step(String commandId, String name) {
        return new Step(tracer.spanBuilder(name)
                .setParent(around(TraceIds.of(commandId)))
                .setSpanKind(SpanKind.CLIENT)
                .startSpan());
    }

    /// Something was done for a command, and is over.
    public void past(String commandId, String name, Instant from, Instant to, Map<String, String> about) {
        TraceIds ids = TraceIds.of(commandId);
        if (!isTold(ids)) {
            return;
        }
        SpanBuilder span = tracer.spanBuilder(name).setParent(around(ids));
        end(said(span, about).setStartTimestamp(from).startSpan(), to, "");
    }

    /// The command is over, whose steps the others are.
    ///
    /// @param failure why it did not go as it should; empty if it did, which to be refused is
    public void command(
            String commandId, String name, Instant from, Instant to, Map<String, String> about, String failure) {
        command(commandId, "", name, from, to, about, failure);
    }

    /// The command is over, for which another one was the preparation. Many may have the same one, at any
    /// time after it, so theirs is a link to its trace and not a part of it.
    ///
    /// @param preparation the other's id; empty for none
    public void command(
            String commandId,
            String preparation,
            String name,
            Instant from,
            Instant to,
            Map<String, String> about,
            String failure) {
        TraceIds ids = TraceIds.of(commandId);
        if (!isTold(ids)) {
            return;
        }
        SpanBuilder span = said(tracer.spanBuilder(name), about)
                .setNoParent()
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(from);
        if (!preparation.isEmpty()) {
            span.addLink(contextOf(TraceIds.of(preparation)));
        }
        GivenIds.with(ids, () -> end(span.startSpan(), to, failure));
    }

    /// Goes on with what another of our services began; empty if it does not say so. Whether the one who
    /// asks may be believed is for the caller to know.
    public Optional<Step> served(String traceparent, String name) {
        Context asked = Traceparent.read(traceparent);
        if (!Span.fromContext(asked).getSpanContext().isValid()) {
            return Optional.empty();
        }
        return Optional.of(new Step(tracer.spanBuilder(name)
                .setParent(asked)
                .setSpanKind(SpanKind.SERVER)
                .startSpan()));
    }

    private Context around(TraceIds ids) {
        return Context.root().with(Span.wrap(contextOf(ids)));
    }

    private SpanContext contextOf(TraceIds ids) {
        TraceFlags flags = isTold(ids) ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return SpanContext.createFromRemoteParent(ids.trace(), ids.command(), flags, TraceState.getDefault());
    }

    private boolean isTold(TraceIds ids) {
        return share.shouldSample(Context.root(), ids.trace(), "", SpanKind.SERVER, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static SpanBuilder said(SpanBuilder span, Map<String, String> about) {
        about.forEach(span::setAttribute);
        return span;
    }

    private static void end(Span span, Instant at, String failure) {
        if (!failure.isEmpty()) {
            span.setStatus(StatusCode.ERROR, failure);
        }
        span.end(at);
    }

    /// Sends what is left, but does not hold up whoever stops.
    @Override
    public void close() {
        var _ = provider.shutdown().join(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
