// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;

/// Random ids, but for the span of a command, whose ids are known before it: its steps name it as their parent while
/// it is still under way.
final class GivenIds implements IdGenerator {
    private static final ScopedValue<TraceIds> GIVEN = ScopedValue.newInstance();

    private final IdGenerator random = IdGenerator.random();

    /// Whatever span begins in this has these ids.
    static void with(TraceIds ids, Runnable beginning) {
        ScopedValue.where(GIVEN, ids).run(beginning);
    }

    @Override
    public String generateSpanId() {
        return GIVEN.isBound() ? GIVEN.get().command() : random.generateSpanId();
    }

    @Override
    public String generateTraceId() {
        return GIVEN.isBound() ? GIVEN.get().trace() : random.generateTraceId();
    }
}
