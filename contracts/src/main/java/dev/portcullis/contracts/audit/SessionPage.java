// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of `GET /v1/sessions`, newest first.
///
/// @param items the sessions
/// @param next the cursor to ask with next; absent when this was the last page
public record SessionPage(List<SessionView> items, @Nullable String next) {

    public SessionPage {
        items = List.copyOf(items);
    }
}
