// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.sql.AffectedRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be looked at.
///
/// @param statement the statement with its parameters written into it; null if it cannot be looked at
/// @param why why it cannot
/// @param rows which rows it would change
/// @param target the schema and the name of the relation it changes; empty if it is not exactly one
/// @param doubts why a count of these rows may differ from what the command will do
record Question(@Nullable String statement, String why, AffectedRows rows, List<String> target, List<String> doubts) {

    static Question none(String why) {
        return new Question(null, why, new AffectedRows.Untold(why), List.of(), List.of());
    }
}
