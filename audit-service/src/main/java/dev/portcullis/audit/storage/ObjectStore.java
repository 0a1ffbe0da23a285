// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import dev.portcullis.audit.web.UnavailableException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Where the bytes of recordings are kept. They come sealed; a name says which bytes they are.
public interface ObjectStore {

    /// Stores the objects. Each MUST be durable when the caller's transaction is, which MUST have written before:
    /// by that it is known that these objects may still be needed. No name may be used again after a rollback.
    ///
    /// @throws UnavailableException at least one is not stored; the caller's transaction must not be kept
    void putAll(Map<ObjectName, byte[]> objects);

    /// The object; empty if it is not there.
    ///
    /// @throws UnavailableException nobody can tell
    Optional<byte[]> get(ObjectName name);

    /// Those of the objects that are there. All of them are in memory at once, so the caller asks for few.
    ///
    /// @throws UnavailableException nobody can tell
    Map<ObjectName, byte[]> getAll(Collection<ObjectName> names);

    /// Gives up the bytes of a recording whose expiry is committed. What is not given up now is found again.
    ///
    /// @throws UnavailableException at least one is still there
    void removeAll(Collection<ObjectName> names);
}
