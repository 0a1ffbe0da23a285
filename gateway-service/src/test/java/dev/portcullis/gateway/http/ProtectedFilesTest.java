// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.postgres.FakePolicies;
import dev.portcullis.masking.fingerprint.CorpusBuilder;
import dev.portcullis.masking.fingerprint.CorpusFile;
import dev.portcullis.testing.FakeClock;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ProtectedFilesTest {
    private static final String ROADMAP =
            "In the spring we leave the harbour with four ships, the first of which carries"
                    + " the new engine. The second waits until the first has reported, or for nine days at most.";
    private static final String OTHER = "The quick brown fox jumps over the lazy dog, and then it sleeps for the rest"
            + " of a long afternoon while the dog, who is not lazy at all, counts sheep in the meadow.";

    @TempDir
    Path directory;

    private final FakeClock clock = FakeClock.create();

    @Test
    void aPolicyKeepsAPartOfAProtectedFileFromAModelHoweverItIsWrittenAndLetsOtherTextsPass() throws Exception {
        Path file = file("roadmap.md", ROADMAP);
        try (Plane plane = new Plane(directory, Map.of("portcullis.http.protected-files", file.toString()))) {
            plane.reset();
            plane.register("openai", Api.OPENAI, Plane.bearer(), true);
            plane.policies.decideBy(request -> {
                HttpFacts http = request.command().http();
                return http == null
                                || Objects.requireNonNull(http.protectedFiles()).isEmpty()
                        ? FakePolicies.allow(Obligations.NONE)
                        : FakePolicies.deny("of " + http.protectedFiles());
            });

            String part = ROADMAP.substring(10, 130);
            for (String content : List.of(part, part.toUpperCase(Locale.ROOT), part.replace(" ", "\n> "))) {
                HttpResponse<String> refused =
                        Plane.send(chat(plane, JsonMapper.shared().writeValueAsString(content)));
                assertThat(refused.statusCode()).as(content).isEqualTo(403);
                assertThat(refused.body()).contains("roadmap.md");
            }
            String escaped =
                    part.chars().mapToObj(one -> String.format("\\u%04x", one)).reduce("\"", String::concat) + "\"";
            assertThat(Plane.send(chat(plane, escaped)).statusCode())
                    .as("escaped")
                    .isEqualTo(403);
            assertThat(Plane.send(plane.request("/c/api/x?note=" + URLEncoder.encode(part, StandardCharsets.UTF_8)))
                            .statusCode())
                    .as("in a query")
                    .isEqualTo(403);
            assertThat(Plane.send(plane.request("/c/api/x").POST(HttpRequest.BodyPublishers.ofString(ROADMAP)))
                            .statusCode())
                    .as("as a body")
                    .isEqualTo(403);
            assertThat(plane.target.seen).isEmpty();

            plane.target.answers(TestTarget.json(
                    200, "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[]}"));
            assertThat(Plane.send(chat(plane, JsonMapper.shared().writeValueAsString(OTHER)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(plane.target.seen).hasSize(1);
        }
    }

    @Test
    void aChangedFileIsReadAgainAndABrokenOneChangesNothing() throws Exception {
        Path file = file("roadmap.md", ROADMAP);
        ProtectedFiles files = new ProtectedFiles(file, clock);
        assertThat(files.in(Stream.of(ROADMAP))).containsExactly("roadmap.md");
        assertThat(files.in(Stream.of(OTHER))).isEmpty();

        write(file, file("other.md", OTHER), 2);
        assertThat(files.in(Stream.of(OTHER))).as("not yet").isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(files.in(Stream.of(OTHER))).containsExactly("other.md");

        Files.writeString(file, "half");
        Files.setLastModifiedTime(file, FileTime.fromMillis(3));
        clock.advance(Duration.ofSeconds(10));
        assertThat(files.in(Stream.of(OTHER))).containsExactly("other.md");
        Files.delete(file);
        clock.advance(Duration.ofSeconds(10));
        assertThat(files.in(Stream.of(OTHER))).containsExactly("other.md");
    }

    @Test
    void nothingStartsWithAFileThatCannotBeRead() throws Exception {
        assertThatThrownBy(() -> new ProtectedFiles(directory.resolve("nowhere"), clock))
                .isInstanceOf(IllegalStateException.class);
        Path broken = Files.writeString(directory.resolve("broken"), "half");
        assertThatThrownBy(() -> new ProtectedFiles(broken, clock)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereNothingIsProtectedNobodyHasLooked() {
        assertThat(new ProtectedFiles(null, clock).in(Stream.of(ROADMAP))).isNull();
    }

    private static HttpRequest.Builder chat(Plane plane, String content) {
        return plane.request("/c/openai/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}"));
    }

    private Path file(String name, String text) throws Exception {
        CorpusBuilder builder = new CorpusBuilder(42);
        builder.add(name, text);
        return Files.writeString(directory.resolve(name + ".fingerprints"), CorpusFile.write(builder.build()));
    }

    private static void write(Path to, Path from, long modified) throws Exception {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.fromMillis(modified));
    }
}
