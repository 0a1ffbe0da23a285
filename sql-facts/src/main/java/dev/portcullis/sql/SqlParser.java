// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import com.dylibso.chicory.wasm.ChicoryException;
import dev.portcullis.sql.SqlRefused.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PostgreSQL 18's own parser. What it accepts the server's grammar accepts, and reads the same way, as long
/// as the session keeps `standard_conforming_strings=on` and `client_encoding=UTF8`. Safe for use by many
/// threads: a command waits for one of a fixed number of parsers. A command that exhausts its parser costs
/// that parser, never the process.
public final class SqlParser implements AutoCloseable {

    private final SqlParserLimits limits;
    private final BlockingQueue<PgQueryInstance> idle;
    private final JsonMapper json;

    /// Starts the parsers; takes some ten milliseconds for the first.
    public SqlParser(SqlParserLimits limits) {
        this.limits = limits;
        this.idle = new ArrayBlockingQueue<>(limits.parsers());
        for (int i = 0; i < limits.parsers(); i++) {
            idle.add(new PgQueryInstance(limits.maxMemoryMebibytes()));
        }
        this.json = new JsonMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxNesting())
                        .build())
                .build());
    }

    SqlParserLimits limits() {
        return limits;
    }

    /// The statements of `sql`.
    ///
    /// @throws SqlRefused when it has none to tell of: PostgreSQL rejects it, or it is beyond a limit
    public ParseTree parse(String sql) throws SqlRefused {
        byte[] utf8 = SqlText.utf8(sql, limits.maxBytes());
        byte[] tree = with(parser -> parser.parse(utf8));
        return ParseTree.of(sql, utf8, read(tree));
    }

    /// The tokens of `sql` as PostgreSQL's scanner sees them, in JSON; for checking other readings against it.
    String scan(String sql) throws SqlRefused {
        byte[] utf8 = SqlText.utf8(sql, limits.maxBytes());
        String tokens = with(parser -> parser.scan(utf8));
        if (!tokens.startsWith("{")) {
            throw new SqlRefused(Reason.UNPARSABLE, tokens);
        }
        return tokens;
    }

    private interface Use<T> {
        T of(PgQueryInstance parser) throws SqlRefused;
    }

    private <T> T with(Use<T> use) throws SqlRefused {
        PgQueryInstance parser = take();
        try {
            return use.of(parser);
        } catch (ChicoryException | IllegalStateException | IndexOutOfBoundsException | StackOverflowError e) {
            // Stack or memory exhausted, or a trap: the parser's memory is not to be trusted any more.
            parser = new PgQueryInstance(limits.maxMemoryMebibytes());
            SqlRefused refused = new SqlRefused(Reason.TOO_DEEP, "the command is nested too deeply to be read");
            refused.initCause(e);
            throw refused;
        } finally {
            idle.add(parser);
        }
    }

    private PgQueryInstance take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a parser", e);
        }
    }

    private JsonNode read(byte[] tree) throws SqlRefused {
        try {
            return json.readTree(tree);
        } catch (StreamConstraintsException e) {
            SqlRefused refused = new SqlRefused(Reason.TOO_DEEP, "the command is nested too deeply to be read");
            refused.initCause(e);
            throw refused;
        }
    }

    /// Lets the parsers go. A command being parsed is finished.
    @Override
    public void close() {
        idle.clear();
    }
}
