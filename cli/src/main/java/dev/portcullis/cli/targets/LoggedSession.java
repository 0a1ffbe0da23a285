// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.targets;

import java.time.Instant;

/// A session that the target's log says was let in.
///
/// @param process the process that served it
/// @param begun when that began, by the target's clock, to the second
/// @param database empty for a copy of the whole server
/// @param client the client's address; empty for a local socket
/// @param application what it called itself
record LoggedSession(long process, Instant begun, String user, String database, String client, String application) {}
