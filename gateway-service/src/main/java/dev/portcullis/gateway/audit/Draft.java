// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.HeartbeatStatement.Place;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One event before it has its place in a chain.
///
/// @param body writes the members that its OCSF class asks for
/// @param details writes what OCSF has no place for, into `unmapped.portcullis`; told where in its
///     chain that is
record Draft(AuditKind kind, Shape shape, Consumer<JsonBuffer> body, BiConsumer<JsonBuffer, Supplier<Place>> details) {

    /// An event that says nothing about its place.
    Draft(AuditKind kind, Shape shape, Consumer<JsonBuffer> body, Consumer<JsonBuffer> details) {
        this(kind, shape, body, (out, _) -> details.accept(out));
    }
}
