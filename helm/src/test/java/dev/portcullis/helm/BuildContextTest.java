// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `.dockerignore` lets into the build of an image: all sources, for an image may be built from them alone.
class BuildContextTest {

    private static final Path ROOT = Path.of("..");

    /// What a pattern is made of: folders at any depth, part of a name, one character, all else.
    private static final Pattern PIECES = Pattern.compile("\\*\\*/|\\*|\\?|[^*?]+");

    private final List<Rule> rules = rules();

    @Test
    void holdsEverySource() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<String> sources = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(BuildContextTest::filesBelow)
                    .map(file -> ROOT.relativize(file).toString())
                    .toList();
            assertThat(sources).hasSizeGreaterThan(1000).noneMatch(this::leftOut);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "mvnw",
                ".mvn/jdk.sh",
                "sql-facts/package-lock.json",
                "gateway-service/target/gateway-service-0.1.0.jar",
                "local/target/lib/spring-core-7.0.1.jar",
                "deploy/images/gateway-service/java.options"
            })
    void holds(String path) {
        assertThat(leftOut(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway-service/target/classes/dev/portcullis/gateway/GatewayApplication.class",
                "policy-engine/target/policy-engine-0.1.0.jar",
                "target/portcullis-built",
                ".git/config",
                ".portcullis/secrets/gateway.key",
                "sql-facts/node_modules/libpg-query/package.json"
            })
    void leavesOut(String path) {
        assertThat(leftOut(path)).isTrue();
    }

    private boolean leftOut(String path) {
        boolean out = false;
        for (Rule rule : rules) {
            out = rule.matches(path) ? rule.out() : out;
        }
        return out;
    }

    private static List<Rule> rules() {
        try {
            return Files.readAllLines(ROOT.resolve(".dockerignore")).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Rule::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A line of the file. What matches a folder holds for all that is in it, and the last line that matches decides.
    private record Rule(Pattern pattern, boolean out) {

        static Rule of(String line) {
            boolean out = !line.startsWith("!");
            StringBuilder regex = new StringBuilder();
            Matcher pieces = PIECES.matcher(out ? line : line.substring(1));
            while (pieces.find()) {
                regex.append(
                        switch (pieces.group()) {
                            case "**/" -> "(?:.*/)?";
                            case "*" -> "[^/]*";
                            case "?" -> "[^/]";
                            default -> Pattern.quote(pieces.group());
                        });
            }
            return new Rule(Pattern.compile(regex + "(?:/.*)?"), out);
        }

        boolean matches(String path) {
            return pattern.matcher(path).matches();
        }
    }
}
