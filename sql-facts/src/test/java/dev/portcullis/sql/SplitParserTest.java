// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The build rewrites the parser so that a JVM can compile it. This holds what became of it against the
/// original, which
/// Node runs as it is.
class SplitParserTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> FRAGMENTS = List.of(
            "SELECT",
            "a",
            "b",
            "c",
            ",",
            "(",
            ")",
            "FROM",
            "t",
            "WHERE",
            "=",
            "1",
            "'x'",
            "AND",
            "OR",
            "NOT",
            "IN",
            "JOIN",
            "ON",
            "GROUP BY",
            "ORDER BY",
            "LIMIT",
            "UNION",
            "CASE WHEN",
            "THEN",
            "END",
            "::",
            "int",
            "NULL",
            "IS",
            "WITH",
            "AS",
            "*",
            ".",
            "INSERT INTO",
            "VALUES",
            "UPDATE",
            "SET",
            "DELETE",
            "RETURNING",
            "CREATE TABLE",
            "VIEW",
            ";",
            "$1",
            "INTERVAL",
            "ARRAY",
            "[",
            "]",
            "EXISTS",
            "LATERAL",
            "OVER",
            "PARTITION BY",
            "COALESCE",
            "BETWEEN",
            "LIKE",
            "GRANT",
            "TO",
            "ALTER TABLE");

    @Test
    void readsEveryCommandAsTheOriginalDoes() throws Exception {
        List<String> commands = new ArrayList<>();
        Corpus.read("corpus.txt").forEach(c -> commands.add(c.sql()));
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(1, 10); n > 0; n--) {
                sql.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size()))).append(' ');
            }
            commands.add(sql.toString());
        }
        JsonNode original = original(commands);
        PgQueryInstance ours = new PgQueryInstance(128);

        int trees = 0;
        for (int i = 0; i < commands.size(); i++) {
            String sql = commands.get(i);
            JsonNode said = said(ours, sql);
            assertThat(said).as(sql).isEqualTo(original.get(i));
            trees += said.isObject() ? 1 : 0;
        }
        assertThat(trees).isGreaterThan(400);
    }

    private static JsonNode said(PgQueryInstance parser, String sql) {
        try {
            return JSON.readTree(parser.parse(sql.getBytes(StandardCharsets.UTF_8)));
        } catch (SqlRefused e) {
            return JSON.getNodeFactory().stringNode(e.getMessage());
        }
    }

    private static JsonNode original(List<String> commands) throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "src/test/resources/dev/portcullis/sql/original-parser.mjs")
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = node.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(commands));
        }
        byte[] said = node.getInputStream().readAllBytes();
        assertThat(node.waitFor()).isZero();
        return JSON.readTree(said);
    }
}
