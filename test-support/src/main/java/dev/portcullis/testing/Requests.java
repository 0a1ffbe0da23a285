// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.identity.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Requests and facts for tests, said in few words.
public final class Requests {

    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Requests() {}

    public static DecisionRequest sql(SqlFacts facts, String... groups) {
        return request(new Command(Command.Kind.SQL, "c1", facts), groups);
    }

    public static DecisionRequest http(HttpFacts facts, String... groups) {
        return request(Command.of("c1", facts), groups);
    }

    public static DecisionRequest tool(ToolFacts facts, String... groups) {
        return request(Command.of("c1", facts), groups);
    }

    public static DecisionRequest session(String... groups) {
        return request(new Command(Command.Kind.SESSION_OPEN, "c0", null), groups);
    }

    private static DecisionRequest request(Command command, String... groups) {
        Identity identity = new Identity(
                "report-bot",
                "http://localhost:9000",
                "report-bot",
                List.of(groups),
                List.of("agent"),
                List.of(),
                Map.of("team", "billing"),
                "jti-1",
                NOON.plusSeconds(300));
        var session = new DecisionRequest.SessionReference("s1", "postgres", "127.0.0.1", NOON);
        return new DecisionRequest("orders", identity, session, command, NOON);
    }

    public static Connection orders() {
        return new Connection(
                "orders",
                "postgres",
                "localhost",
                5432,
                "orders",
                Map.of("env", "demo"),
                new Connection.Tls("", ""),
                new Connection.Credential("orders", "env:ORDERS_PASSWORD"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1);
    }

    public static SqlFacts select() {
        return facts(new Statement("SELECT").readOnly());
    }

    public static SqlFacts facts(Statement... statements) {
        List<SqlStatement> built = new ArrayList<>();
        for (Statement statement : statements) {
            built.add(statement.build());
        }
        return new SqlFacts(
                built,
                built.stream().allMatch(SqlStatement::readOnly),
                built.stream().anyMatch(SqlStatement::writes),
                built.stream().allMatch(SqlStatement::hasLimit),
                built.stream()
                        .flatMap(s -> s.classifications().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                "fingerprint");
    }

    /// One statement, of which nothing holds that is not said.
    public static final class Statement {
        private final String kind;
        private final List<String> kinds = new ArrayList<>();
        private final List<SqlColumn> columns = new ArrayList<>();
        private final List<SqlRelation> relations = new ArrayList<>();
        private final List<SqlFunction> functions = new ArrayList<>();
        private final List<String> classifications = new ArrayList<>();
        private boolean readOnly;
        private boolean writes;
        private boolean administrative;
        private boolean opaque;
        private boolean hasWhere = true;

        public Statement(String kind) {
            this.kind = kind;
            kinds.add(kind);
        }

        public Statement readOnly() {
            readOnly = true;
            return this;
        }

        public Statement writes() {
            writes = true;
            return this;
        }

        public Statement administrative() {
            administrative = true;
            return this;
        }

        public Statement opaque() {
            opaque = true;
            return this;
        }

        public Statement withoutWhere() {
            hasWhere = false;
            return this;
        }

        public Statement within(String inner) {
            kinds.add(inner);
            return this;
        }

        public Statement touches(String classification) {
            classifications.add(classification);
            return this;
        }

        public Statement column(String name, SqlColumn.Use use, String classification) {
            columns.add(new SqlColumn("public.customers", name, use, List.of(classification)));
            return touches(classification);
        }

        public Statement relation(String schema, String name, SqlRelation.Access access) {
            relations.add(new SqlRelation(schema, name, true, access));
            return this;
        }

        public Statement unknownRelation(String name) {
            relations.add(new SqlRelation("", name, false, SqlRelation.Access.WRITE));
            return this;
        }

        public Statement function(SqlFunction function) {
            functions.add(function);
            return this;
        }

        private SqlStatement build() {
            return new SqlStatement(
                    kind,
                    kinds,
                    readOnly,
                    writes,
                    administrative,
                    opaque,
                    hasWhere,
                    false,
                    relations,
                    columns,
                    functions,
                    List.of(),
                    classifications);
        }
    }
}
