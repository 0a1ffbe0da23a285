// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The header of W3C Trace Context by which our services tell each other what they ask for.
public final class Traceparent {
    public static final String HEADER = "traceparent";

    private Traceparent() {}

    /// Names the step that this thread is in, if it is in any.
    public static void write(BiConsumer<String, String> header) {
        W3CTraceContextPropagator.getInstance().inject(Context.current(), header, (to, name, value) -> {
            if (to != null) {
                to.accept(name, value);
            }
        });
    }

    static Context read(String value) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), value, Reading.INSTANCE);
    }

    private enum Reading implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(String value) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String value, String name) {
            return name.equals(HEADER) ? value : null;
        }
    }
}
