// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.merkle.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;

/// An event that a bundle cites, without the event.
///
/// @param index where it stands in the log
/// @param leafHash the hash under which it stands in the tree
/// @param length how many bytes it has
record Citation(long index, Digest leafHash, int length) {

    /// What a query has to select for it.
    static final String COLUMNS = "l.leaf_index, l.leaf_hash, length(e.body) AS length, e.salt";

    static Citation of(ResultSet row) throws SQLException {
        return new Citation(row.getLong("leaf_index"), Digest.of(row.getBytes("leaf_hash")), row.getInt("length"));
    }
}
