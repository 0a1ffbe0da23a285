// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PostgreSQL's own programs, where they are installed.
class CommandLineClientsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PROCESSED = Pattern.compile("transactions actually processed: (\\d+)");

    private final ClientsDatabase database = ClientsDatabase.shared();

    @TempDir
    private Path folder;

    @Test
    void psqlReadsWritesFailsAndIsRefusedAsBeforeAServer() throws IOException {
        requireOnPath("psql");
        RunningPortcullis.Output output = psql("""
                \\set ECHO errors
                \\set VERBOSITY verbose
                SET TimeZone = 'UTC';
                SELECT * FROM samples WHERE id = 7;
                PREPARE one (int, text) AS SELECT word, email FROM samples WHERE id = $1 AND word = $2;
                EXECUTE one (8, 'wörd 8');
                BEGIN;
                INSERT INTO notes VALUES (3001, 'a'), (3002, NULL);
                SELECT 'inside ' || count(*) FROM notes WHERE id > 3000;
                SAVEPOINT s;
                SELECT 1 / (id - 1) FROM samples;
                ROLLBACK TO s;
                ROLLBACK;
                SELECT 'outside ' || count(*) FROM notes WHERE id > 3000;
                DROP TABLE forbidden;
                \\echo after the refusal
                SELECT 'still ' || count(*) FROM samples;
                SELECT id, word FROM samples WHERE id < 3 ORDER BY id \\gdesc
                \\set FETCH_COUNT 20
                SELECT 'fetched', id FROM samples WHERE id <= 50 ORDER BY id;
                \\set FETCH_COUNT 0
                SELECT 'SELECT ''gexec '' || ' || n FROM (VALUES (1), (2)) AS v (n) \\gexec
                SELECT id AS known FROM samples WHERE id = 9 \\gset
                \\echo known :known
                """);
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text())
                .contains("7|wörd 7|7.2500|2026-01-01 07:00:00+00|\\x00ff00000007|{7,NULL,14}||[redacted]")
                .contains("wörd 8|[redacted]")
                .contains("inside 2", "outside 0")
                .contains("ERROR:  22012: ")
                .contains("ERROR:  42501: Portcullis: not permitted: clients/no-destruction: Nothing is dropped here.")
                .contains("after the refusal\nstill 250")
                .contains("id|integer\nword|text")
                .contains("fetched|1\n", "fetched|50\n")
                .contains("gexec 1\ngexec 2")
                .contains("known 9");
    }

    @Test
    void psqlCopiesFilesAndDescribes() throws IOException {
        requireOnPath("psql");
        Path copied = folder.resolve("samples.csv");
        RunningPortcullis.Output output = psql("""
                \\copy (SELECT id, word FROM samples WHERE id <= 5) TO '%1$s' CSV
                BEGIN;
                \\copy notes FROM '%1$s' CSV
                SELECT 'copied ' || count(*) FROM notes JOIN samples USING (id, word);
                ROLLBACK;
                \\copy (SELECT id, email FROM samples WHERE id < 3) TO '%1$s.masked'
                \\copy samples TO '%1$s.refused' (ENCODING 'LATIN1')
                \\d samples
                \\dt
                \\df
                \\dn
                """.formatted(copied));
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(Files.readString(copied)).isEqualTo("1,wörd 1\n2,wörd 2\n3,wörd 3\n4,wörd 4\n5,wörd 5\n");
        assertThat(Files.readString(Path.of(copied + ".masked"))).isEqualTo("1\t[redacted]\n2\t[redacted]\n");
        assertThat(Files.readString(Path.of(copied + ".refused"))).isEmpty();
        assertThat(output.text())
                .contains("copied 5")
                .contains("ERROR:  Portcullis: ")
                .contains("id|integer||not null|", "public|samples|table|postgres", "public|pg_database_owner");
    }

    @Test
    void pgDumpWritesWhatIsThereButForTheMasks() throws IOException {
        requireOnPath("pg_dump");
        RunningPortcullis.Output output = pgDump("--table=samples");
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text())
                .contains("CREATE TABLE public.samples (", "\nCOPY public.samples (id, word, ")
                .contains(
                        "\n7\twörd 7\t7.2500\t2026-01-01 07:00:00+00\t\\\\x00ff00000007\t{7,NULL,14}\t\\N\t[redacted]\n")
                .doesNotContain("@example.com");
    }

    @Test
    void pgDumpIsToldOfARefusal() throws IOException {
        requireOnPath("pg_dump");
        RunningPortcullis.Output output = pgDump("--table=undumped");
        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).contains("Portcullis: not permitted: clients/no-dumps: Nobody reads this.");
    }

    private RunningPortcullis.Output pgDump(String option) {
        RunningPortcullis.Output output = database.run(PATIENCE, "pg_dump", option);
        assumeFalse(
                output.text().contains("server version mismatch"),
                "pg_dump IS NOT TESTED HERE, it is older than the server; the gateway's PgDumpTest has one of its age");
        return output;
    }

    private RunningPortcullis.Output psql(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("script.sql"), script);
        return database.run(PATIENCE, "psql", "-X", "-q", "-A", "-t", "-f", file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void pgbenchSpeaksEachOfItsProtocols(String protocol) throws URISyntaxException {
        requireOnPath("pgbench");
        String script = Path.of(Objects.requireNonNull(getClass().getResource("/clients/pgbench.sql"))
                        .toURI())
                .toString();
        for (String[] what : new String[][] {{"-b", "tpcb-like"}, {"-b", "select-only"}, {"-f", script}}) {
            RunningPortcullis.Output output =
                    database.run(PATIENCE, "pgbench", "-n", "-M", protocol, "-c", "2", "-t", "20", what[0], what[1]);
            assertThat(output.exitCode()).as(output.text()).isZero();
            Matcher processed = PROCESSED.matcher(output.text());
            assertThat(processed.find()).as(output.text()).isTrue();
            assertThat(processed.group(1)).isEqualTo("40");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void pgbenchIsToldOfARefusal(String protocol) throws IOException {
        requireOnPath("pgbench");
        Path refused = Files.writeString(folder.resolve("refused.sql"), ClientsDatabase.REFUSED + ";\n");
        RunningPortcullis.Output output =
                database.run(PATIENCE, "pgbench", "-n", "-M", protocol, "-c", "1", "-t", "1", "-f", refused.toString());
        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).contains(ClientsDatabase.REFUSAL);
    }

    private static void requireOnPath(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                "there is no " + program + " on the PATH");
    }
}
