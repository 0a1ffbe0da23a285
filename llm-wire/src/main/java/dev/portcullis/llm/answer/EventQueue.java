// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.ToolCall;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The events of a stream in their order, while somebody decides on a tool call among them. What comes
/// behind such a call waits with it, so that the next calls are known, and can be decided on, before it
/// is.
final class EventQueue {
    /// So many characters wait at most; then the first call is waited for.
    private static final long MOST_WAITING = Content.MOST_HELD;

    private final Judging judging;
    private final Step step;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long held;

    /// @param step what happens to an event when its turn has come
    EventQueue(Judging judging, Step step) {
        this.judging = judging;
        this.step = step;
    }

    /// Takes the next event.
    ///
    /// @param size how many characters it has
    /// @param call the tool call that ends with it; null if none does
    void take(ObjectNode event, int size, @Nullable ToolCall call, EventSink out) throws LlmWireException {
        if (call != null) judging.ahead(call);
        waiting.add(new Waiting(event, size, call));
        held += size;
        while (!waiting.isEmpty() && (isReady(waiting.peek()) || held > MOST_WAITING)) next(out);
    }

    /// Nothing comes behind what waits, so it is waited for.
    void finish(EventSink out) throws LlmWireException {
        while (!waiting.isEmpty()) next(out);
    }

    private boolean isReady(Waiting first) {
        return first.call() == null || judging.isDecided(first.call());
    }

    private void next(EventSink out) throws LlmWireException {
        Waiting first = waiting.remove();
        held -= first.size();
        step.write(first.event(), out);
    }

    /// What happens to an event when its turn has come.
    interface Step {
        void write(ObjectNode event, EventSink out) throws LlmWireException;
    }

    private record Waiting(
            ObjectNode event, int size, @Nullable ToolCall call) {}
}
