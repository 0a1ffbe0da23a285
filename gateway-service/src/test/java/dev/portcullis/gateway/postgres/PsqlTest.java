// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.contracts.approval.Approval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The real client, where there is one.
class PsqlTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(isInstalled(), "no psql here");
        gateway = new RunningGateway();
        gateway.policies.decideBy(CommandTest::decide);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void readsMasked() throws Exception {
        assertThat(psql("SELECT name, email, ssn FROM customers ORDER BY id"))
                .contains("Ada|a***@***.com|[redacted]")
                .doesNotContain("123-45-6789");
    }

    @Test
    void goesOnAfterARefusal() throws Exception {
        assertThat(psql("DROP TABLE plain", "SELECT count(*) - count(*) + 77 FROM plain"))
                .contains("not permitted: orders-production/no-destruction: Destructive statements are not run here.")
                .contains("HINT:")
                .contains("77");
    }

    @Test
    void waitsForAnApprovalAndSaysSo() throws Exception {
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> {
            try {
                return psql("UPDATE plain SET v = 'psql' WHERE id = 12");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Approval approval = gateway.approvals.next();
        gateway.approvals.approve(approval);
        assertThat(output.get(60, TimeUnit.SECONDS))
                .contains("NOTICE:  Portcullis: this command is held: approval " + approval.id() + " needs 1 of dba")
                .contains("UPDATE 1");
    }

    @Test
    void describesTables() throws Exception {
        assertThat(psql("\\d plain")).contains("id|integer");
    }

    @Test
    void copiesFromItsInput() throws Exception {
        assertThat(psql("COPY plain FROM STDIN;\n9001\tx\n9002\ty\n\\.\n", "SELECT v FROM plain WHERE id = 9002"))
                .contains("COPY 2")
                .contains("y");
    }

    @Test
    void isToldWhenItsTokenIsWrong() throws Exception {
        ProcessBuilder builder = command();
        builder.environment().put("PGPASSWORD", "forged");
        assertThat(run(builder, "SELECT 1")).contains("FATAL:  Portcullis: the token was not accepted");
    }

    private static String psql(String... commands) throws IOException, InterruptedException {
        return run(command(), commands);
    }

    private static ProcessBuilder command() {
        ProcessBuilder builder = new ProcessBuilder(
                "psql",
                "-X",
                "-A",
                "-t",
                "-v",
                "VERBOSITY=default",
                "host=localhost port=" + gateway.port() + " dbname=orders user=agent sslmode=verify-full sslrootcert="
                        + gateway.ca());
        builder.environment().put("PGPASSWORD", "good");
        builder.redirectErrorStream(true);
        return builder;
    }

    private static String run(ProcessBuilder builder, String... commands) throws IOException, InterruptedException {
        Process psql = builder.start();
        String script = String.join(";\n", List.of(commands)) + "\n;\n";
        psql.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        psql.getOutputStream().close();
        String output = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(psql.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("psql", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
