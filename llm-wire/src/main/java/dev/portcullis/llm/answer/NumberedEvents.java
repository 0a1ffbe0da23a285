// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import tools.jackson.databind.node.ObjectNode;

/// Writes the events of a Responses stream with running numbers of their own, since some of the provider's are left out
/// and others come in between.
final class NumberedEvents {
    private static final String NUMBER = "sequence_number";

    private EventSink out = new EventSink();
    private boolean counting;
    private long next;

    NumberedEvents to(EventSink out) {
        this.out = out;
        return this;
    }

    /// @param arrived the event that is being answered; the first that has a number sets the count
    void to(EventSink out, ObjectNode arrived) {
        to(out);
        if (counting || !arrived.path(NUMBER).isNumber()) return;
        counting = true;
        next = arrived.path(NUMBER).asLong(0);
    }

    void write(ObjectNode event) {
        if (counting) event.put(NUMBER, next++);
        out.typed(event);
    }
}
