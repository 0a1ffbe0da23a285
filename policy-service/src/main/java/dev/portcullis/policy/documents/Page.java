// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Some items of a longer list.
///
/// @param items the items
/// @param next what to send as `after` for the following ones; null at the end
public record Page<T>(List<T> items, @Nullable String next) {

    /// The most items of one page.
    public static final int MAX = 500;

    public Page {
        items = List.copyOf(items);
    }

    /// The first `limit` of the items found; one more than that tells that there are others.
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> name) {
        return found.size() > limit
                ? new Page<>(found.subList(0, limit), name.apply(found.get(limit - 1)))
                : new Page<>(found, null);
    }

    /// A limit within bounds.
    public static int limit(int asked) {
        return Math.clamp(asked, 1, MAX);
    }
}
