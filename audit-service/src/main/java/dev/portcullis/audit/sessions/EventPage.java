// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a session's events, each as it was stored.
record EventPage(List<Event> items, @Nullable String next) {

    EventPage {
        items = List.copyOf(items);
    }

    /// One OCSF event.
    record Event(@JsonValue @JsonRawValue String json) {}
}
