// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.Approval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Part of a list, newest first.
///
/// @param items the approvals
/// @param nextCursor what to send as `cursor` for the next part; null after the last
record Page(List<Approval> items, @Nullable String nextCursor) {

    Page {
        items = List.copyOf(items);
    }
}
