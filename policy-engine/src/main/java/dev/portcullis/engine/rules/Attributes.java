// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.runtime.CelAttributePattern;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.identity.Identity;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The attributes of one request as conditions read them: names as in the contracts, enum values in lower case.
public final class Attributes {

    private static final CelAttributePattern[] NOTHING = {};

    /// No attributes, for conditions that read none.
    static final Attributes NONE = new Attributes(Map.of(), NOTHING);

    private final Map<String, Object> values;
    private final CelAttributePattern[] unknown;

    private Attributes(Map<String, Object> values, CelAttributePattern[] unknown) {
        this.values = values;
        this.unknown = unknown;
    }

    /// The attributes of a request on the connection it names.
    public static Attributes of(DecisionRequest request, Connection connection) {
        Map<String, Object> values = new HashMap<>();
        values.put("identity", identity(request.identity()));
        values.put("connection", connection(connection));
        values.put("session", session(request.session(), request.history()));
        values.put("request", new Facts(AttributeTypes.REQUEST, Map.of("time", request.time())));
        values.put(
                "command",
                new Facts(
                        AttributeTypes.COMMAND,
                        Map.of("kind", word(request.command().kind()))));
        SqlFacts sql = request.command().sql();
        if (sql != null) {
            values.put("sql", sql(sql));
        }
        HttpFacts http = request.command().http();
        if (http != null) {
            values.put("http", HttpAttributes.http(http));
            values.put("llm", HttpAttributes.llm(http.llm()));
        }
        ToolFacts tool = request.command().tool();
        if (tool != null) {
            values.put("tool", tool(tool));
        }
        return new Attributes(values, NOTHING);
    }

    /// What is known of an identity on a connection before it does anything.
    public static Attributes of(Identity identity, Connection connection) {
        return new Attributes(Map.of("identity", identity(identity), "connection", connection(connection)), NOTHING);
    }

    /// The same, of which these are not known: a condition that depends on one of them cannot be evaluated, not even
    /// where it asks whether there is such a thing.
    ///
    /// @param paths such as `http.headers`
    public Attributes without(Collection<String> paths) {
        return new Attributes(
                values,
                paths.stream().map(CelAttributePattern::fromQualifiedIdentifier).toArray(CelAttributePattern[]::new));
    }

    CelAttributePattern[] unknown() {
        return unknown;
    }

    Optional<Object> find(String variable) {
        return Optional.ofNullable(values.get(variable));
    }

    Map<String, Object> values() {
        return values;
    }

    private static Facts identity(Identity identity) {
        return new Facts(
                AttributeTypes.IDENTITY,
                Map.of(
                        "subject", identity.subject(),
                        "issuer", identity.issuer(),
                        "clientId", identity.clientId(),
                        "groups", identity.groups(),
                        "roles", identity.roles(),
                        "actors", identity.actors(),
                        "claims", identity.claims()));
    }

    private static Facts connection(Connection connection) {
        return new Facts(
                AttributeTypes.CONNECTION,
                Map.of("name", connection.name(), "type", connection.type(), "labels", connection.labels()));
    }

    private static Facts session(DecisionRequest.SessionReference session, SessionHistory history) {
        return new Facts(
                AttributeTypes.SESSION,
                Map.of(
                        "id", session.id(),
                        "protocol", session.protocol(),
                        "clientAddress", session.clientAddress(),
                        "startedAt", session.startedAt(),
                        "commands", history.commands(),
                        "rows", history.rows(),
                        "bytes", history.bytes(),
                        "classifications", history.classifications(),
                        "risk", history.risk()));
    }

    private static Facts sql(SqlFacts sql) {
        List<SqlStatement> statements = sql.statements();
        return new Facts(
                AttributeTypes.SQL,
                Map.of(
                        "statements",
                                statements.stream().map(Attributes::statement).toList(),
                        "kinds",
                                statements.stream()
                                        .flatMap(s -> s.kinds().stream())
                                        .distinct()
                                        .toList(),
                        "readOnly", sql.readOnly(),
                        "writes", sql.writes(),
                        "administrative", statements.stream().anyMatch(SqlStatement::administrative),
                        "opaque", statements.stream().anyMatch(SqlStatement::opaque),
                        "hasLimit", sql.hasLimit(),
                        "classifications", sql.classifications(),
                        "fingerprint", sql.fingerprint()));
    }

    private static Facts statement(SqlStatement statement) {
        Map<String, Object> values = new HashMap<>();
        values.put("kind", statement.kind());
        values.put("kinds", statement.kinds());
        values.put("readOnly", statement.readOnly());
        values.put("writes", statement.writes());
        values.put("administrative", statement.administrative());
        values.put("opaque", statement.opaque());
        values.put("hasWhere", statement.hasWhere());
        values.put("hasLimit", statement.hasLimit());
        values.put(
                "relations",
                statement.relations().stream().map(Attributes::relation).toList());
        values.put(
                "columns", statement.columns().stream().map(Attributes::column).toList());
        values.put(
                "functions",
                statement.functions().stream().map(Attributes::function).toList());
        values.put("settings", statement.settings());
        values.put("classifications", statement.classifications());
        return new Facts(AttributeTypes.SQL_STATEMENT, values);
    }

    private static Facts relation(SqlRelation relation) {
        return new Facts(
                AttributeTypes.SQL_RELATION,
                Map.of(
                        "schema", relation.schema(),
                        "name", relation.name(),
                        "known", relation.known(),
                        "access", word(relation.access())));
    }

    private static Facts column(SqlColumn column) {
        return new Facts(
                AttributeTypes.SQL_COLUMN,
                Map.of(
                        "relation", column.relation(),
                        "name", column.name(),
                        "use", word(column.use()),
                        "classifications", column.classifications()));
    }

    private static Facts function(SqlFunction function) {
        return new Facts(
                AttributeTypes.SQL_FUNCTION,
                Map.of(
                        "schema", function.schema(),
                        "name", function.name(),
                        "known", function.known(),
                        "sideEffects", function.sideEffects()));
    }

    private static Facts tool(ToolFacts tool) {
        return new Facts(
                AttributeTypes.TOOL,
                Map.of("name", tool.name(), "arguments", tool.arguments(), "findings", tool.findings()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
