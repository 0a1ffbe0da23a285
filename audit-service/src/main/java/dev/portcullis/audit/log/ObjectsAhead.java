// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.storage.ObjectName;
import dev.portcullis.audit.storage.ObjectStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Objects that are needed one after the other, fetched some at a time: a store far away answers many requests as
/// fast as one, and a page may end before it needs all of them.
final class ObjectsAhead {

    // Chunks of recordings have some ten kilobytes, a few of them a megabyte.
    private static final int AT_ONCE = 16;

    private final ObjectStore objects;
    private final List<ObjectName> names;
    private int next;
    private Map<ObjectName, byte[]> fetched = Map.of();

    /// @param names what will be asked for, in this order
    ObjectsAhead(ObjectStore objects, List<ObjectName> names) {
        this.objects = objects;
        this.names = names;
    }

    /// The next one; null if the store does not have it.
    byte @Nullable [] get(ObjectName name) {
        if (next % AT_ONCE == 0) {
            fetched = objects.getAll(List.copyOf(names.subList(next, Math.min(next + AT_ONCE, names.size()))));
        }
        next++;
        return fetched.get(name);
    }
}
