// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    void showsEveryVersionWithWhoAndWhyAndWhatItChanged() {
        edge.reply("GET /api/policy/v1/policies/orders/versions", 200, """
                [{"version":1,"removed":false,"source":"a: 1\\nb: 1\\n","changedAt":"2026-11-01T00:00:00Z",
                  "changedBy":"paula","reason":"","approvedBy":""},
                 {"version":2,"removed":false,"source":"a: 1\\nb: 2\\n","changedAt":"2026-11-02T00:00:00Z",
                  "changedBy":"paula","reason":"ticket 17","approvedBy":"quentin"}]""");

        assertThat(edge.run("policy", "history", "orders").out())
                .contains("version 1 of 2026-11-01T00:00:00Z by paula\n")
                .contains("version 2 of 2026-11-02T00:00:00Z by paula, approved by quentin: ticket 17\n")
                .contains("-b: 1", "+b: 2");
    }

    @Test
    void goesBackToAnEarlierVersionFromTheOneInForceOnly() {
        edge.reply("GET /api/policy/v1/policies/orders", 200, "\"3\"", "{}")
                .reply("POST /api/policy/v1/policies/orders/versions/1/restore?reason=too+wide", 200, "\"4\"", "{}");

        FakeEdge.Outcome outcome = edge.run("policy", "restore", "orders", "1", "--reason", "too wide");

        assertThat(outcome.out()).contains("Policy orders: version 4, was 3");
        assertThat(edge.asked().getLast().ifMatch()).isEqualTo("\"3\"");
    }

    @Test
    void saysWhyItCannotGoBack() {
        edge.reply("POST /api/policy/v1/policies/orders/versions/9/restore", 404, """
                {"title":"Not found","detail":"There is no such version."}""");

        FakeEdge.Outcome outcome = edge.run("policy", "restore", "orders", "9");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("There is no such version.");
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
                          "obligations":{"masks":[{"classification":"pii.*","method":"redact"},{"classification":"pay","method":"bucket","width":1000}]}},"rules":[]}""");

        FakeEdge.Outcome outcome =
                edge.run("policy", "simulate", "--as", "developer", "SELECT name, ssn", "FROM customers");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains(
                        "HOLD: needs 1 of dba",
                        "hold by orders/writes-need-a-dba: Wait.",
                        "mask pii.*: redact",
                        "mask pay: bucket, width 1000")
                .contains("Assumed", "customers");
        assertThat(edge.asked().getLast().body()).contains("\"developers\"", "\"pii.ssn\"", "\"readOnly\":true");
        assertThat(edge.asked().getLast().body()).doesNotContain("system.sensitive");
    }

    @Test
    void showsWhatWouldChangeAndChangesNothing() throws Exception {
        edge.reply("GET /api/policy/v1/policies/orders", 200, "\"3\"", "apiVersion: portcullis.dev/v1\nkind: Policy\n")
                .reply("POST /api/policy/v1/policies:validate", 200, "{\"valid\":true,\"errors\":[]}");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", "--dry-run", file("Policy", "name: orders"));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("--- Policy orders, in force", "+++ Policy orders, proposed", "+metadata: {name: orders}")
                .contains(" kind: Policy");
        assertThat(edge.asked()).noneMatch(asked -> asked.line().startsWith("PUT"));
    }

    @Test
    void aDryRunFailsWhereApplyingWould() throws Exception {
        edge.reply("POST /api/policy/v1/policies:validate", 200, """
                {"valid":false,"errors":[{"line":3,"column":1,"path":"match","message":"is missing"}]}""");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", "--dry-run", file("Policy", "name: orders"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("would be refused", "line 3, column 1: match is missing");
    }

    @Test
    void appliesAFolderPoliciesLast() throws Exception {
        file("Policy", "name: orders");
        file("Connection", "name: orders");
        edge.reply("PUT /api/policy/v1/policies/orders", 201, "\"1\"", "{}")
                .reply("PUT /api/policy/v1/connections/orders", 201, "\"1\"", "{}");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", directory.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(edge.asked().stream().map(FakeEdge.Asked::line).filter(line -> line.startsWith("PUT")))
                .containsExactly("PUT /api/policy/v1/connections/orders", "PUT /api/policy/v1/policies/orders");
    }

    @Test
    void saysThatAChangeWaitsForASecondPerson() throws Exception {
        edge.reply("PUT /api/policy/v1/policies/orders?reason=ticket+17", 202, "{\"id\":\"0199\",\"state\":\"OPEN\"}");

        FakeEdge.Outcome outcome = edge.run("policy", "apply", "--reason", "ticket 17", file("Policy", "name: orders"));

        assertThat(outcome.out()).contains("Policy orders: proposed", "policy approve 0199");
    }

    @Test
    void showsAProposalBeforeItIsApproved() {
        String id = "00000000-0000-4000-8000-000000000001";
        edge.reply("GET /api/policy/v1/proposals/" + id, 200, """
                        {"kind":"Policy","name":"orders","baseVersion":3,"source":"kind: Policy\\nnew: 1\\n"}""")
                .reply("GET /api/policy/v1/policies/orders", 200, "kind: Policy\nold: 1\n")
                .reply("POST /api/policy/v1/proposals/" + id + "/approve", 200, "{\"state\":\"APPLIED\"}");

        FakeEdge.Outcome outcome = edge.run("policy", "approve", id);

        assertThat(outcome.out()).contains("-old: 1", "+new: 1", "APPLIED");
        assertThat(edge.run("policy", "approve", "../x").status()).isEqualTo(1);
    }

    @Test
    void aRefusedApprovalSaysWhy() {
        String id = "00000000-0000-4000-8000-000000000001";
        edge.reply("GET /api/policy/v1/proposals/" + id, 200, "{\"kind\":\"Policy\",\"name\":\"o\",\"source\":\"x\"}")
                .reply(
                        "POST /api/policy/v1/proposals/" + id + "/approve",
                        403,
                        "{\"detail\":\"Somebody else than its author has to approve a change.\"}");

        FakeEdge.Outcome outcome = edge.run("policy", "approve", id);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("Somebody else than its author");
    }

    @Test
    void runsTheTestsOfTheShippedPoliciesWithoutAServer() {
        FakeEdge.Outcome outcome = edge.run("policy", "test", "--strict", "../policies");

        assertThat(outcome.out()).contains("rules reached").doesNotContain("cannot be read");
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void findsPoliciesBehindALink() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("link"), Path.of("../policies").toRealPath());

        assertThat(edge.run("policy", "test", link.toString()).out()).contains("rules reached");
    }

    @Test
    void failsWhenASampleIsNotAsExpectedAndSaysWhere() throws Exception {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: p}
                match: {connections: ["*"]}
                rules:
                  - {name: connect, on: session, effect: allow, when: '"a" in identity.groups'}
                tests:
                  connection: {name: c}
                  identities: {x: {groups: [a]}}
                  cases:
                    - {as: x, allow: [connect, SELECT 1]}
                """);

        FakeEdge.Outcome outcome = edge.run("policy", "test", file.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("1 of 2 samples as expected, 1 of 1 rules reached")
                .contains("p.yaml:11: as x, 'SELECT 1' is denied, because of No rule allows this.");
    }

    @Test
    void onlyStrictTestsFailOnWarnings() throws Exception {
        String untested = file("Policy", "name: p");
        Files.writeString(Path.of(untested), "match: {connections: [c]}\nrules: []\n", StandardOpenOption.APPEND);

        assertThat(edge.run("policy", "test", untested).status()).isZero();
        FakeEdge.Outcome strict = edge.run("policy", "test", "--strict", untested);
        assertThat(strict.status()).isEqualTo(1);
        assertThat(strict.out()).contains("It has no tests.");
    }

    @Test
    void printsTheSchemaOfAKindAndNoOther() {
        assertThat(edge.run("policy", "schema").out()).contains("https://portcullis.dev/schemas/v1/Policy");
        assertThat(edge.run("policy", "schema", "Recipe").status()).isEqualTo(1);
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
