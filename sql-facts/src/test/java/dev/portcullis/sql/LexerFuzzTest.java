// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client writes, the lexer sees the tokens that PostgreSQL's scanner sees, or leaves it to
/// the parser. What a fuzzer has found worth keeping is read in every build; `CONTRIBUTING.md` says how
/// to look for more.
public class LexerFuzzTest {
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    static Stream<Path> seeds() throws Exception {
        Path folder = Path.of(LexerFuzzTest.class.getResource("fuzz").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keptInput(Path seed) throws Exception {
        fuzzerTestOneInput(Files.readAllBytes(seed));
    }

    /// What Jazzer calls.
    public static void fuzzerTestOneInput(byte[] input) {
        // The only text of which the parser's own interface says nothing.
        if (input.length == 0) {
            return;
        }
        String sql = new String(input, StandardCharsets.UTF_8);
        ShapeLexerTest.check(sql, PARSER);
        Shape shape = ShapeLexer.read(sql);
        for (int i = 0; shape != null && i < shape.statements(); i++) {
            assertThat(sql).contains(shape.text(sql, i));
        }
    }
}
