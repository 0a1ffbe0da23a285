// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.testing.Requests;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionCompilerTest {

    private static final Attributes ATTRIBUTES = Attributes.of(
            Requests.sql(
                    Requests.facts(new Requests.Statement("UPDATE")
                            .writes()
                            .within("SELECT")
                            .column("ssn", SqlColumn.Use.FILTER, "pii.ssn")),
                    "agents"),
            Requests.orders());

    private final ConditionCompiler compiler = new ConditionCompiler();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity.subject == 'report-bot' && identity.issuer.startsWith('http') && identity.clientId != ''",
                "'agents' in identity.groups && 'agent' in identity.roles && identity.actors.size() == 0",
                "identity.claims.team == 'billing' && has(identity.claims.team) && !has(identity.claims.other)",
                "connection.name == 'orders' && connection.type == 'postgres' && connection.labels['env'] == 'demo'",
                "session.id == 's1' && session.protocol == 'postgres' && session.clientAddress == '127.0.0.1'",
                "request.time.getHours() == 12 && request.time < timestamp('2027-01-01T00:00:00Z')",
                "request.time.getDayOfWeek('Europe/Berlin') == 6",
                "command.kind == 'sql'",
                "sql.writes && !sql.readOnly && !sql.opaque && !sql.administrative && !sql.hasLimit",
                "sql.kinds == ['UPDATE', 'SELECT'] && sql.fingerprint == 'fingerprint'",
                "sql.statements[0].kind == 'UPDATE' && sql.statements.all(s, s.hasWhere && s.settings == [])",
                "sql.statements.exists(s, s.columns.exists(c, c.use == 'filter' && 'pii.ssn' in c.classifications))",
                "sql.statements.all(s, s.relations.all(r, r.known && r.access == 'read' && r.schema != r.name))",
                "sql.statements.all(s, s.functions.all(f, f.known && !f.sideEffects && f.schema + f.name != ''))",
                "sql.classifications.exists(c, c.matches('^pii\\\\..*$'))",
                "sql.statements.filter(s, s.writes).map(s, s.kind) == ['UPDATE']"
            })
    void everyAttributeCanBeRead(String text) throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, text).evaluate(ATTRIBUTES)).isEqualTo(Condition.Outcome.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql.readOnyl",
                "sql.statements[0].knd == ''",
                "identity['groups'].size() == 0",
                "identity.groups == 'agents'",
                "sql.kinds",
                "'text'",
                "1 + 1",
                "dyn(sql.readOnly)",
                "dyn('a') == 'a'",
                "[1, 'a'].exists(x, x == 1)",
                "portcullis.Sql{readOnly: true}.readOnly",
                "identity.subject.matches('(')",
                "identity.subject.matches('(?=x)y')",
                "unknown == 1",
                "true &&",
                "",
                "sql.statements.exists(s, s)"
            })
    void whatCannotBeCheckedIsRefused(String text) {
        ConditionException e =
                catchThrowableOfType(ConditionException.class, () -> compiler.compile(Scope.COMMAND, text));

        assertThat(e).isNotNull();
        assertThat(e.issues()).isNotEmpty().allSatisfy(issue -> {
            assertThat(issue.line()).isPositive();
            assertThat(issue.column()).isPositive();
            assertThat(issue.message()).isNotBlank();
        });
    }

    @Test
    void sizeIsBounded() {
        String wide = "true" + " || true".repeat(1_000);
        String deep = "(".repeat(100) + "true" + ")".repeat(100);

        assertThatCode(() -> compiler.compile(Scope.COMMAND, wide)).isInstanceOf(ConditionException.class);
        assertThatCode(() -> compiler.compile(Scope.COMMAND, deep)).isInstanceOf(ConditionException.class);
    }

    @Test
    void workIsBounded() throws ConditionException {
        String list = "[" + "1,".repeat(40) + "1]";
        String bomb = "%s.all(a, %s.all(b, %s.all(c, a == b || c == 1)))".formatted(list, list, list);

        assertThat(compiler.compile(Scope.COMMAND, bomb).evaluate(ATTRIBUTES))
                .isInstanceOf(Condition.Outcome.Failed.class);
    }

    @Test
    void aMissingClaimFailsAndDoesNotHold() throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, "identity.claims.nope == 'x'")
                        .evaluate(ATTRIBUTES))
                .isInstanceOf(Condition.Outcome.Failed.class);
        assertThat(compiler.compile(Scope.COMMAND, "has(identity.claims.nope)").evaluate(ATTRIBUTES))
                .isEqualTo(Condition.Outcome.HOLDS_NOT);
    }

    @Test
    void aSessionHasNoSql() {
        assertThatCode(() -> compiler.compile(Scope.SESSION, "sql.readOnly")).isInstanceOf(ConditionException.class);
        assertThatCode(() -> compiler.compile(Scope.SESSION, "'agents' in identity.groups"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'sql.readOnly', sql.readOnly, true",
        "'has(identity.claims.team)', identity.claims.team, true",
        "'identity.claims[sql.fingerprint] == \"x\"', identity.claims|sql.fingerprint, true",
        "'sql.statements.exists(s, s.kind == \"DROP\")', sql.statements, true",
        "'request.time.getHours() > 8', request.time, false",
        "'session.protocol == \"postgres\"', session.protocol, false",
        "'sql == sql', sql, true",
        "'true', '', true"
    })
    void knowsWhatItReads(String text, String reads, boolean repeatable) throws ConditionException {
        Condition condition = compiler.compile(Scope.COMMAND, text);

        assertThat(String.join("|", condition.reads())).isEqualTo(reads);
        assertThat(condition.isRepeatable()).isEqualTo(repeatable);
    }

    @Test
    void equalTextsShareOneProgram() throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, "sql.writes"))
                .isSameAs(compiler.compile(Scope.COMMAND, "sql.writes"))
                .isNotSameAs(compiler.compile(Scope.COMMAND, "sql.readOnly"));
    }

    @Test
    void manyThreadsMayEvaluateOneCondition() throws Exception {
        Condition writes = compiler.compile(Scope.COMMAND, "sql.statements.exists(s, s.kind == 'UPDATE')");
        Callable<Boolean> evaluate = () -> {
            for (int i = 0; i < 5_000; i++) {
                if (!writes.evaluate(ATTRIBUTES).equals(Condition.Outcome.HOLDS)) {
                    return false;
                }
            }
            return true;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> all = threads.invokeAll(
                    IntStream.range(0, 4).mapToObj(_ -> evaluate).toList());
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
    }
}
