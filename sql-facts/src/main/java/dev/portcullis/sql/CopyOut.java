// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;

/// How `COPY … TO STDOUT` writes its rows, and what is in them; PostgreSQL's manual, SQL COPY, "File Formats".
///
/// @param format the format of the rows
/// @param header the first line holds names
/// @param delimiter what stands between two values; of text and CSV
/// @param nullMarker what stands for NULL; of text and CSV
/// @param quote what stands around a value; of CSV
/// @param escape what stands before a quote inside a value; of CSV
/// @param types the type of each column by its oid, 0 where it is not known; empty when not even their number
///     is
public record CopyOut(
        Format format, boolean header, byte delimiter, String nullMarker, byte quote, byte escape, List<Long> types) {

    /// The formats of COPY.
    public enum Format {
        TEXT,
        CSV,
        BINARY,
        /// Options that are not understood: the rows can be passed on, but not looked into.
        UNKNOWN
    }

    public CopyOut {
        types = List.copyOf(types);
    }

    /// The type of a column, 0 if it is not known.
    public long type(int column) {
        return column < types.size() ? types.get(column) : 0;
    }
}
