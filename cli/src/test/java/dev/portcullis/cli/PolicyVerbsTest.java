// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyVerbsTest {

    @TempDir
    private Path directory;

    private FakeEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new FakeEdge(directory);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void listsPolicies() {
        edge.reply("GET /api/policy/v1/policies?limit=500", 200, """
                {"items":[{"name":"orders-production","version":3,"rules":5,"changedBy":"policy-admin",
                           "description":"Agents read"}]}""");

        assertThat(edge.run("policy", "list").out()).contains("orders-production", "policy-admin", "Agents read");
    }

    @Test
    void showsAPolicyAsWritten() {
        edge.reply("GET /api/policy/v1/policies/orders", 200, "kind: Policy # \u001b[2J\n");

        assertThat(edge.run("policy", "show", "orders").out()).isEqualTo("kind: Policy # \\x1b[2J\n");
    }

    @Test
    void replacesTheVersionInForceAndNoOther() throws Exception {
        edge.reply("GET /api/policy/v1/policies/orders", 200, "\"3\"", "{}")
                .reply("PUT /api/policy/v1/policies/orders", 200, "\"4\"", "{}");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", file("Policy", "name: orders"));

        assertThat(outcome.out()).contains("Policy orders: version 4, was 3");
        assertThat(edge.asked().getLast().ifMatch()).isEqualTo("\"3\"");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of policy-admin");
    }

    @Test
    void makesANewOneOnlyWhereThereIsNone() throws Exception {
        edge.reply("PUT /api/policy/v1/connections/orders", 201, "\"1\"", "{}");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", file("Connection", "name: orders"));

        assertThat(outcome.out()).contains("Connection orders: version 1, new");
        assertThat(edge.asked().getLast().ifNoneMatch()).isEqualTo("*");
    }

    @Test
    void showsEveryFaultOfADocumentWithItsPlace() throws Exception {
        edge.reply("PUT /api/policy/v1/policies/orders", 422, """
                {"title":"Invalid","detail":"The document has faults.",
                 "errors":[{"line":4,"column":7,"path":"rules[0].when","message":"undefined field 'knd'"}]}""");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", file("Policy", "name: orders"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("The document has faults. (HTTP 422)")
                .contains("line 4, column 7: rules[0].when undefined field 'knd'");
    }

    @Test
    void appliesNothingIfOneFileIsUnusable() throws Exception {
        FakeEdge.Outcome outcome =
                edge.run("policy", "apply", file("Policy", "name: orders"), file("Recipe", "name: soup"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("'Recipe'", "Policy, Connection, Classifications");
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void simulatesWithFactsOfTheCommandAndSaysWhatItAssumed() {
        edge.reply("GET /api/policy/v1/classifications?connection=orders", 200, """
                        [{"connection":"orders","schema":"public","relation":"customers","column":"ssn","tag":"pii.ssn"}]""")
                .reply("POST /api/policy/v1/simulations", 200, """
                        {"decision":{"outcome":"HOLD","approval":{"quorum":"1 of dba","ttlSeconds":900},
                          "reasons":[{"policy":"orders","rule":"writes-need-a-dba","effect":"hold","message":"Wait."}],
                          "obligations":{"masks":[{"classification":"pii.*","method":"redact"}]}},"rules":[]}""");

        FakeEdge.Outcome outcome =
                edge.run("policy", "simulate", "--as", "developer", "SELECT name, ssn", "FROM customers");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains("HOLD: needs 1 of dba", "hold by orders/writes-need-a-dba: Wait.", "mask pii.*: redact")
                .contains("Assumed", "customers");
        assertThat(edge.asked().getLast().body()).contains("\"developers\"", "\"pii.ssn\"", "\"readOnly\":true");
        assertThat(edge.asked().getLast().body()).doesNotContain("system.sensitive");
    }

    @Test
    void simulatesNothingThatDoesNotParse() {
        edge.reply("GET /api/policy/v1/classifications?connection=orders", 200, "[]");

        FakeEdge.Outcome outcome = edge.run("policy", "simulate", "SELEC 1");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("before any rule is asked");
    }

    @Test
    void sendsNoNameThatIsNone() throws Exception {
        assertThat(edge.run("policy", "apply", file("Policy", "name: ../connections/orders"))
                        .status())
                .isEqualTo(1);
        assertThat(edge.run("policy", "show", "..").status()).isEqualTo(1);
        assertThat(edge.asked()).isEmpty();
    }

    private String file(String kind, String metadata) throws Exception {
        Path file = directory.resolve(kind + ".yaml");
        Files.writeString(file, "apiVersion: portcullis.dev/v1\nkind: " + kind + "\nmetadata: {" + metadata + "}\n");
        return file.toString();
    }
}
