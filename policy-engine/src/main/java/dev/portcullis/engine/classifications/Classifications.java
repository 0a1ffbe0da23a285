// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.classifications;

import dev.portcullis.contracts.connection.Classification;
import java.util.List;

/// All classifications of one connection.
///
/// @param connection the connection's name
/// @param columns one entry per column and tag
/// @param version the document's version; 0 when nobody classified anything
public record Classifications(String connection, List<Classification> columns, long version) {

    public Classifications {
        columns = List.copyOf(columns);
    }
}
