// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalsTest {

    @TempDir
    private Path directory;

    private StartupCaches caches;
    private Rehearsals rehearsals;

    @BeforeEach
    void prepare() {
        caches = new StartupCaches(directory.resolve("caches"));
        rehearsals = new Rehearsals(caches, directory.resolve("log"), directory.resolve("work"), directory);
    }

    @Test
    void giveAProgramACacheThatItsNextStartUses() throws Exception {
        JavaProgram program = program("-version");
        assertThat(caches.optionsFor(program)).isEmpty();
        assertThat(rehearsals.isMissing(program)).isTrue();

        rehearsals.run(endingByItself(program));

        assertThat(rehearsals.isMissing(program)).isFalse();
        assertThat(caches.optionsFor(program)).singleElement().asString().startsWith("-XX:AOTCache=");
    }

    @Test
    void areNotTriedAgainWhenTheyFailed() throws Exception {
        JavaProgram program = program("--no-such-option");

        rehearsals.run(endingByItself(program));

        assertThat(rehearsals.isMissing(program)).isFalse();
        assertThat(caches.optionsFor(program)).isEmpty();
        try (Stream<Path> left = Files.list(caches.directory())) {
            assertThat(left).containsExactly(caches.failureOf(program));
        }
    }

    @Test
    void doNothingAfterTheyWereStopped() throws Exception {
        rehearsals.stop();

        rehearsals.run(endingByItself(program("-version")));

        assertThat(rehearsals.isMissing(program("-version"))).isTrue();
    }

    @Test
    void keepOneCachePerProgram() throws Exception {
        Files.createDirectories(caches.directory());
        Path old = Files.createFile(caches.directory().resolve("tool-0000.aot"));
        Path other = Files.createFile(caches.directory().resolve("another-0000.aot"));

        caches.forgetOthers(program("-version"));

        assertThat(old).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void tellProgramsApartByAllThatTheirCachesDependOn() {
        JavaProgram one = program("-version");
        JavaProgram moreMemory = new JavaProgram("tool", List.of("-Xmx65m"), one.target(), List.of());
        JavaProgram otherTarget = new JavaProgram("tool", one.options(), List.of("-jar", "x.jar"), List.of());
        JavaProgram otherArguments = new JavaProgram("tool", one.options(), one.target(), List.of("other"));

        assertThat(caches.fileFor(moreMemory)).isNotEqualTo(caches.fileFor(one));
        assertThat(caches.fileFor(otherTarget)).isNotEqualTo(caches.fileFor(one));
        assertThat(caches.fileFor(otherArguments)).isEqualTo(caches.fileFor(one));
    }

    /// A program of the JDK's own, which ends at once.
    private static JavaProgram program(String argument) {
        return new JavaProgram(
                "tool", List.of("-Xmx64m"), List.of("-m", "jdk.compiler/com.sun.tools.javac.Main"), List.of(argument));
    }

    private static Rehearsal endingByItself(JavaProgram program) {
        return new Rehearsal(program, Optional.empty());
    }
}
