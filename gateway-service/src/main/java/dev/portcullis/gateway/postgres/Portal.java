// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.sql.AnalyzedStatement;
import org.jspecify.annotations.Nullable;

/// A statement bound to values, or a cursor, that the target has under a name.
///
/// @param prepared what it was bound from; null for a cursor that SQL declared
/// @param meaning what its rows come from; null if it has no statement
/// @param formats the formats that its rows come in
/// @param run the command that its Bind was granted as; null for a cursor, whose rows belong to whatever
///     fetches them
record Portal(
        @Nullable PreparedStatement prepared,
        @Nullable AnalyzedStatement meaning,
        Formats formats,
        @Nullable CommandRun run) {}
