// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.decision;

import java.util.List;

/// What a session has done before the command that is asked about, as far as its gateway knows. Commands that are still
/// running count as granted, and with no rows yet.
///
/// @param commands how many commands were forwarded
/// @param rows how many rows came back
/// @param bytes how many bytes of results came back
/// @param classifications what the columns hold that forwarded commands touched, sorted, each once
/// @param risk the risk points of all forwarded commands together
public record SessionHistory(long commands, long rows, long bytes, List<String> classifications, long risk) {

    /// A session that has done nothing yet.
    public static final SessionHistory NONE = new SessionHistory(0, 0, 0, List.of(), 0);

    public SessionHistory {
        classifications = List.copyOf(classifications);
    }
}
