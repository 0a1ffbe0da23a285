// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import java.util.function.Consumer;

/// One event before it has its place in a chain.
///
/// @param body writes the members that its OCSF class asks for
/// @param details writes what OCSF has no place for, into `unmapped.portcullis`
record Draft(AuditKind kind, Shape shape, Consumer<JsonBuffer> body, Consumer<JsonBuffer> details) {}
