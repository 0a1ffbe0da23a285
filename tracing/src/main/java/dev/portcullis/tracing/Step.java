// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import org.slf4j.MDC;

/// Something that is done for a command, from its making until it is closed. What the same thread asks other services
/// meanwhile is told that it is for this, and what it logs carries the trace's id.
public final class Step implements AutoCloseable {
    private static final String TRACE_ID = "traceId";

    private final Span span;
    private final Scope scope;

    // Closed with this.
    @SuppressWarnings("MustBeClosedChecker")
    Step(Span span) {
        this.span = span;
        this.scope = span.makeCurrent();
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
    }

    /// What it is called, where that is known only afterwards.
    public void name(String name) {
        span.updateName(name);
    }

    /// Something about it: a word of ours or a number, never what a caller or a target said.
    public void say(String what, String value) {
        span.setAttribute(what, value);
    }

    /// It could not be done.
    public void failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
        MDC.remove(TRACE_ID);
        scope.close();
        span.end();
    }
}
