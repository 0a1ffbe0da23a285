// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One statement of the evasion corpus. A block of lines in a file of `src/test/resources/evasion`: `sql:`, `judged:`
/// and, one a statement, `facts:`; ⟦A0⟧ stands for the character of that number.
record EvasionCase(String file, String sql, Expected expected) {

    private static final Path FOLDER = Path.of("src", "test", "resources", "evasion");
    private static final Pattern BLANK_LINES = Pattern.compile("\n{2,}");
    private static final Pattern CHARACTER = Pattern.compile("⟦([0-9A-F]+)⟧");

    /// @param decision the outcome and the rules that are its reason
    /// @param facts in the notation of [FactsLines]
    record Expected(String decision, String facts) {}

    static List<EvasionCase> readAll() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<EvasionCase> cases = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                BLANK_LINES
                        .splitAsStream(Files.readString(file))
                        .filter(block -> block.startsWith("sql: "))
                        .forEach(block -> cases.add(of(file, block)));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EvasionCase of(Path file, String block) {
        return new EvasionCase(
                file.getFileName().toString(),
                CHARACTER
                        .matcher(field(block, "sql: ").getFirst())
                        .replaceAll(hit ->
                                Matcher.quoteReplacement(Character.toString(Integer.parseInt(hit.group(1), 16)))),
                new Expected(field(block, "judged: ").getFirst(), String.join("\n", field(block, "facts: "))));
    }

    private static List<String> field(String block, String name) {
        return block.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
    }

    @Override
    public String toString() {
        return file + ": " + sql;
    }
}
