// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.targets;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/// One line of PostgreSQL's log, as far as it matters here.
///
/// @param time when it was written, in the server's zone
/// @param client host and port, `[local]`, or empty
/// @param session the server's id of the session: its begin in seconds since the epoch and its process, in
///     hexadecimal
record LogLine(
        String time, String user, String database, String client, String session, String message, String application) {

    // Columns of csvlog, as PostgreSQL's manual lists them, from 0.
    private static final int TIME = 0;
    private static final int USER = 1;
    private static final int DATABASE = 2;
    private static final int CLIENT = 4;
    private static final int SESSION = 5;
    private static final int MESSAGE = 13;
    private static final int APPLICATION = 22;

    /// Reads `csvlog` or `jsonlog`, whichever it is.
    ///
    /// @throws JacksonException a line cannot be read; a session must not get lost in one
    static void readAll(Path file, Consumer<LogLine> each) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            reader.mark(1);
            int first = reader.read();
            reader.reset();
            if (first == '{') {
                readJson(reader, each);
            } else {
                readCsv(reader, each);
            }
        }
    }

    private static void readJson(BufferedReader reader, Consumer<LogLine> each) throws IOException {
        try (MappingIterator<JsonNode> lines =
                JsonMapper.shared().readerFor(JsonNode.class).readValues(reader)) {
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                String host = text(line, "remote_host");
                String port = line.path("remote_port").asString("");
                each.accept(new LogLine(
                        text(line, "timestamp"),
                        text(line, "user"),
                        text(line, "dbname"),
                        port.isEmpty() ? host : host + ":" + port,
                        text(line, "session_id"),
                        text(line, "message"),
                        text(line, "application_name")));
            }
        }
    }

    private static void readCsv(BufferedReader reader, Consumer<LogLine> each) throws IOException {
        CsvMapper csv = CsvMapper.builder().enable(CsvReadFeature.WRAP_AS_ARRAY).build();
        try (MappingIterator<String[]> lines = csv.readerFor(String[].class).readValues(reader)) {
            while (lines.hasNext()) {
                String[] line = lines.next();
                if (line.length <= MESSAGE) {
                    throw new IOException("a line has " + line.length + " columns");
                }
                each.accept(new LogLine(
                        line[TIME],
                        line[USER],
                        line[DATABASE],
                        line[CLIENT],
                        line[SESSION],
                        line[MESSAGE],
                        line.length > APPLICATION ? line[APPLICATION] : ""));
            }
        }
    }

    private static String text(JsonNode line, String name) {
        return line.path(name).asString("");
    }
}
