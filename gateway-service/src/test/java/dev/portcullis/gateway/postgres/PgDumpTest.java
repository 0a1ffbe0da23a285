// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.testing.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `pg_dump`, where it is installed with a server of its version: what it writes through the gateway is what it
/// writes without, but for the masks.
class PgDumpTest {
    private static final String SCHEMA = """
            CREATE SCHEMA other;
            CREATE TYPE mood AS ENUM ('sad', 'happy');
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE SEQUENCE tickets START 17;
            CREATE TABLE parts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood DEFAULT 'sad', n positive,
              at timestamptz DEFAULT '2026-01-01 00:00Z', b bytea, j jsonb, f float8, a int[],
              twice int GENERATED ALWAYS AS (n * 2) STORED);
            INSERT INTO parts (m, n, b, j, f, a) SELECT 'happy', i, '\\x00ff', jsonb_build_object('i', i), i / 3.0, ARRAY[i, NULL]
              FROM generate_series(1, 50) i;
            CREATE TABLE other.odd ("select" text, "Tab\tle" text);
            INSERT INTO other.odd VALUES (E'a\\tb\\n', NULL), ('\\', '');
            CREATE TABLE ranges (id int, at date) PARTITION BY RANGE (at);
            CREATE TABLE ranges_2026 PARTITION OF ranges FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            INSERT INTO ranges SELECT i, date '2026-01-01' + i FROM generate_series(1, 20) i;
            CREATE INDEX odd_index ON other.odd (lower("select"));
            ALTER TABLE ranges_2026 ADD CONSTRAINT refers FOREIGN KEY (id) REFERENCES parts;
            CREATE VIEW seen AS SELECT p.id, c.name FROM parts p LEFT JOIN customers c USING (id);
            CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM parts;
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER telling BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION tell();
            CREATE RULE ruled AS ON DELETE TO other.odd DO INSTEAD NOTHING;
            CREATE AGGREGATE most (int) (sfunc = int4larger, stype = int4);
            COMMENT ON TABLE parts IS 'it''s a comment';
            ALTER TABLE parts ENABLE ROW LEVEL SECURITY;
            CREATE POLICY all_of_it ON parts USING (true);
            ALTER TABLE parts DISABLE ROW LEVEL SECURITY;
            CREATE STATISTICS related ON id, n FROM parts;
            GRANT USAGE ON SCHEMA other TO pgplane_app;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO pgplane_app;
            GRANT SELECT ON ALL TABLES IN SCHEMA other TO pgplane_app;
            GRANT SELECT ON SEQUENCE tickets, parts_id_seq TO pgplane_app;
            """;

    private static PostgresServer server;
    private static RunningGateway gateway;
    private static Path programs;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        programs = PostgresServer.installedPrograms().orElse(null);
        assumeTrue(programs != null, "no pg_dump with a server of its version here: pg_dump IS NOT TESTED");
        server = PostgresServer.installed(programs);
        gateway = new RunningGateway(server, Duration.ofMinutes(30));
        server.execute(RunningGateway.DATABASE, SCHEMA);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            server.close();
        }
    }

    static void allow(Obligations obligations) {
        gateway.policies.decideBy(_ -> FakePolicies.allow(obligations));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--schema-only",
                "--data-only",
                "--inserts",
                "--column-inserts --rows-per-insert=7",
                "--serializable-deferrable",
                "--table=public.customers",
                "--schema=other",
                "--exclude-table=plain --clean --if-exists --create",
                "--enable-row-security --data-only",
                "--quote-all-identifiers --no-owner --no-privileges --no-comments"
            })
    void writesTheSame(String options) throws Exception {
        allow(Obligations.NONE);
        Output expected = direct(options);
        assertThat(expected.exitCode()).as(expected.text()).isZero();
        Output dumped = through(options);
        assertThat(dumped.exitCode()).as(dumped.text()).isZero();
        assertThat(comparable(dumped)).isEqualTo(comparable(expected));
    }

    @Test
    void writesTheSameWithSeveralConnections() throws Exception {
        allow(Obligations.NONE);
        for (String way : List.of("direct", "through")) {
            String options = "--format=directory --compress=0 --jobs=2 --file=" + folder.resolve(way);
            Output dumped = way.equals("direct") ? direct(options) : through(options);
            assertThat(dumped.exitCode()).as(dumped.text()).isZero();
        }
        assertThat(data(folder.resolve("through")))
                .isEqualTo(data(folder.resolve("direct")))
                .isNotEmpty();
    }

    private static List<String> data(Path dump) throws IOException {
        try (Stream<Path> files = Files.list(dump)) {
            List<String> data = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().matches(".*/[0-9]+[.]dat"))
                    .sorted()
                    .toList()) {
                data.add(file.getFileName() + "\n" + Files.readString(file));
            }
            return data;
        }
    }

    /// Policy that only lets read lets dump: it is nothing but reading.
    @Test
    void isReading() throws Exception {
        allow(new Obligations(List.of(), true, null));
        Output dumped = through("");
        assertThat(dumped.exitCode()).as(dumped.text()).isZero();
        assertThat(comparable(dumped)).isEqualTo(comparable(direct("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--inserts", "--data-only --column-inserts"})
    void masksWhatIsClassifiedAndNothingElse(String options) throws Exception {
        allow(RunningGateway.MASKED);
        Output dumped = through(options);
        assertThat(dumped.exitCode()).as(dumped.text()).isZero();
        assertThat(dumped.text())
                .doesNotContain("123-45-6789", "987-65-4321", "ada@example.com", "AKIAIOSFODNN7EXAMPLE");
        String expected = comparable(direct(options));
        for (String[] masked : new String[][] {
            {"ada@example.com", "a***@***.com"},
            {"123-45-6789", "[redacted]"},
            {"987-65-4321", "[redacted]"},
            {"4711", options.isEmpty() ? "\\N" : "NULL"},
            {"AKIAIOSFODNN7EXAMPLE", "[redacted]"}
        }) {
            assertThat(expected).contains(masked[0]);
            expected = expected.replace(masked[0], masked[1]);
        }
        assertThat(comparable(dumped)).isEqualTo(expected);
    }

    @Test
    void failsWithTheGatewaysWordsWhereATableIsDenied() throws Exception {
        gateway.policies.decideBy(
                request -> Objects.requireNonNull(request.command().sql()).statements().stream()
                                .flatMap(statement -> statement.relations().stream())
                                .anyMatch(relation -> relation.name().equals("customers"))
                        ? FakePolicies.deny("Customers are not dumped.")
                        : FakePolicies.allow(Obligations.NONE));
        Output dumped = through("");
        assertThat(dumped.exitCode()).isNotZero();
        assertThat(dumped.text())
                .contains("Portcullis: not permitted: orders-production/no-destruction: Customers are not dumped.")
                .doesNotContain("123-45-6789");
        assertThat(through("--exclude-table=customers --exclude-table=contacts").exitCode())
                .isZero();
    }

    private Output through(String options) throws IOException, InterruptedException {
        return run(
                options,
                "good",
                "host=localhost port=" + gateway.port() + " dbname=orders user=agent sslmode=verify-full sslrootcert="
                        + gateway.ca());
    }

    private Output direct(String options) throws IOException, InterruptedException {
        return run(
                options,
                gateway.credential.password().reveal(),
                "host=localhost port=" + server.port() + " dbname=" + RunningGateway.DATABASE + " user="
                        + gateway.credential.user() + " sslmode=verify-full sslrootcert=" + server.caCertificate());
    }

    private Output run(String options, String password, String connection) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("pg_dump").toString(), "--dbname", connection));
        Stream.of(options.split(" ", -1)).filter(option -> !option.isEmpty()).forEach(command::add);
        Path out = Files.createTempFile(folder, "dump", ".sql");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Output(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8) + Files.readString(errors, StandardCharsets.UTF_8));
    }

    /// Each dump has a key of its own against what `psql` would take for its commands, and the names of the database
    /// differ.
    private static String comparable(Output dump) {
        return dump.text()
                .lines()
                .filter(line -> !line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict "))
                .map(line -> line.replace("Name: orders;", "Name: pgplane;"))
                .collect(Collectors.joining("\n"));
    }

    private record Output(int exitCode, String text) {}
}
