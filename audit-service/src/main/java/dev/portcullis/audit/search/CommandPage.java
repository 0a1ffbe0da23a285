// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands, newest first. One answer looks at a bounded number of them: with a rare word a page may be empty and still
/// have a next one.
///
/// @param items what was found
/// @param searchedBackTo everything from here to the end of the period, or to the page before, was looked at
/// @param next where to go on; null when all of the period was looked at
record CommandPage(
        List<FoundCommand> items,
        Instant searchedBackTo,
        @Nullable String next) {

    CommandPage {
        items = List.copyOf(items);
    }
}
