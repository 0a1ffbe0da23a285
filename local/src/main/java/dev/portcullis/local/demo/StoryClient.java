// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Consumer;

/// A PostgreSQL client in one session through the gateway.
interface StoryClient extends AutoCloseable {

    /// What it is, in words.
    String title();

    /// Runs one statement.
    ///
    /// @param noticed takes each notice as soon as the client has it
    /// @return everything its user sees: rows, `UPDATE 1`, errors with their hints
    String run(String sql, Consumer<String> noticed) throws IOException, SQLException, InterruptedException;

    @Override
    void close() throws IOException, SQLException;
}
