// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether anybody is told what commands wait for. Looked at when a service starts; while nobody is, there is nothing
/// that could cost a command anything: no exporter, no thread, no span.
public final class Tracing implements AutoCloseable {
    private final @Nullable Spans spans;

    private Tracing(@Nullable Spans spans) {
        this.spans = spans;
    }

    /// As the settings say.
    ///
    /// @param service what the collector is to know this service as
    public static Tracing of(TracingProperties settings, String service) {
        return new Tracing(settings.endpoint().isEmpty() ? null : new Spans(settings, service));
    }

    /// Where spans go; empty for nowhere.
    public Optional<Spans> spans() {
        return Optional.ofNullable(spans);
    }

    @Override
    public void close() {
        if (spans != null) {
            spans.close();
        }
    }
}
