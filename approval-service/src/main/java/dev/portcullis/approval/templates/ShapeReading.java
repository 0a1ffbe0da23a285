// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.sql.CommandShape;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Reads commands with PostgreSQL's own parser: the exact text that will run, not what somebody says about
/// it. The parser takes forty megabytes, so it is there only once a command has to be read.
@Component
class ShapeReading implements DisposableBean {

    private static final SqlParserLimits LIMITS = new SqlParserLimits(64 * 1024, 1000, 96, 1);

    private @Nullable SqlParser parser;

    /// The shape of a command; empty if it cannot be read, or is none that has a shape.
    Optional<CommandShape> of(String sql) {
        try {
            return Optional.of(CommandShape.of(parser(), sql));
        } catch (SqlRefused e) {
            return Optional.empty();
        }
    }

    private synchronized SqlParser parser() {
        SqlParser known = parser;
        if (known == null) {
            known = new SqlParser(LIMITS);
            parser = known;
        }
        return known;
    }

    @Override
    public synchronized void destroy() {
        if (parser != null) {
            parser.close();
        }
    }
}
