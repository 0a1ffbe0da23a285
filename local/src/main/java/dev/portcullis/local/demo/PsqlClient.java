// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The real `psql`, fed through its standard input.
final class PsqlClient implements StoryClient {

    private static final String END = "-- end of this answer --";

    private final Process psql;
    private final BufferedWriter input;
    private final BufferedReader output;

    /// Starts `psql` from the PATH.
    ///
    /// @param connection libpq's connection string
    /// @param token the password
    PsqlClient(String connection, String token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("psql", "-X", "-A", connection)).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", token);
        builder.environment().put("PGCLIENTENCODING", "UTF8");
        psql = builder.start();
        input = psql.outputWriter(StandardCharsets.UTF_8);
        output = psql.inputReader(StandardCharsets.UTF_8);
    }

    static boolean isInstalled() {
        try {
            Process version = new ProcessBuilder("psql", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String title() {
        return "psql";
    }

    @Override
    public String run(String sql, Consumer<String> noticed) throws IOException {
        input.write(sql + ";\n\\echo '" + END + "'\n");
        input.flush();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); !END.equals(line); line = output.readLine()) {
            if (line == null) {
                return seen + "(psql ended)";
            }
            if (line.startsWith("NOTICE:")) {
                noticed.accept(line);
            }
            seen.append(line).append('\n');
        }
        return seen.toString();
    }

    @Override
    public void close() throws IOException {
        input.close();
        try {
            if (!psql.waitFor(10, TimeUnit.SECONDS)) {
                psql.destroyForcibly();
            }
        } catch (InterruptedException _) {
            psql.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
