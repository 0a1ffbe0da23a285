// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.AnalyzedStatement;
import java.util.List;
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
        @Nullable CommandRun run) {

    /// The columns of its rows in the formats that they come in; null if the target was not asked.
    ///
    /// @throws WireException the client asked for formats of other columns
    @Nullable
    List<BackendMessage.Field> columns() throws WireException {
        List<BackendMessage.Field> columns = prepared == null ? null : prepared.columns();
        if (columns == null) {
            return null;
        }
        if (!formats.fits(columns.size())) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "result formats do not fit the result");
        }
        BackendMessage.Field[] fields = new BackendMessage.Field[columns.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = columns.get(i).withFormat(formats.isBinary(i));
        }
        return List.of(fields);
    }
}
