// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.testing.Requests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionsTest {

    // Saturday noon in UTC, one o'clock in Berlin.
    private static final Attributes ATTRIBUTES = Attributes.of(
            Requests.sql(
                    Requests.facts(new Requests.Statement("UPDATE")
                            .writes()
                            .relation("public", "customers", SqlRelation.Access.READ)
                            .relation("public", "orders", SqlRelation.Access.WRITE)
                            .function(new SqlFunction("pg_catalog", "pg_sleep", true, true))
                            .column("ssn", SqlColumn.Use.FILTER, "pii.ssn")
                            .column("email", SqlColumn.Use.OUTPUT, "pii.email")),
                    "agents",
                    "billing"),
            Requests.orders());
    private static final Attributes UNKNOWN_RELATION = Attributes.of(
            Requests.sql(Requests.facts(new Requests.Statement("SELECT")
                    .readOnly()
                    .unknownRelation("mystery")
                    .touches("pii.ssn"))),
            Requests.orders());

    private final ConditionCompiler compiler = new ConditionCompiler();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection.name.glob('ord*') && connection.name.glob('*') && connection.name.glob('orders')",
                "!connection.name.glob('ord') && !connection.name.glob('*x*')",
                "session.clientAddress.inCidr('127.0.0.0/8') && !session.clientAddress.inCidr('10.0.0.0/8')",
                "session.clientAddress.inCidr('127.0.0.1/32') && !session.clientAddress.inCidr('::/0')",
                "identity.groups.hasAny(['dba', 'billing']) && !identity.groups.hasAny(['dba'])",
                "identity.groups.hasAll(['agents', 'billing']) && !identity.groups.hasAll(['agents', 'dba'])",
                "request.time.within('12:00-12:01', 'UTC') && !request.time.within('11:00-12:00', 'UTC')",
                "request.time.within('Sat,Sun 13:00-14:00', 'Europe/Berlin')",
                "!request.time.within('Mon-Fri 09:00-17:00', 'Europe/Berlin')",
                "request.time.within('Fri 20:00-13:30', 'UTC') && !request.time.within('Sat 20:00-13:30', 'UTC')",
                "request.time.within('Sat-Mon 00:00-00:00', 'UTC')",
                "sql.touches('pii.*') && !sql.touches('pci.*')",
                "sql.returns('pii.email') && !sql.returns('pii.ssn')",
                "sql.filtersBy('pii.ssn') && !sql.filtersBy('pii.email')",
                "sql.uses('public.*') && sql.uses('public.customers') && !sql.uses('public.payments')",
                "sql.changes('public.orders') && !sql.changes('public.customers')",
                "sql.usesOnly(['public.customers', 'public.ord*']) && !sql.usesOnly(['public.orders'])",
                "sql.changesOnly(['public.orders']) && !sql.changesOnly(['public.customers'])",
                "sql.calls('pg_*') && !sql.calls('lower')"
            })
    void sayWhatTheyPromise(String text) throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, text).evaluate(ATTRIBUTES)).isEqualTo(Condition.Outcome.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql.uses('public.customers') && sql.changes('public.customers') == true || sql.uses('anything.else')",
                "sql.returns('pii.ssn') && sql.filtersBy('pii.ssn')",
                "!sql.usesOnly(['*']) && !sql.usesOnly(['*.mystery'])"
            })
    void takeTheStrictSideOfWhatIsNotKnown(String text) throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, text).evaluate(UNKNOWN_RELATION))
                .isEqualTo(Condition.Outcome.HOLDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session.id.inCidr('10.0.0.0') | a range of addresses is written 10.0.0.0/8, not '10.0.0.0'",
                "session.id.inCidr('10.0.0.1/8') | '10.0.0.1/8' has bits set that the prefix leaves out",
                "session.id.inCidr('10.0.0.0/33') | an address has no 33 bits",
                "session.id.inCidr(session.protocol) | this must be written out, so that it can be checked when the policy is saved",
                "request.time.within('9-17', 'UTC') | hours are written 09:00-17:00 or Mon-Fri 09:00-17:00, not '9-17'",
                "request.time.within('Mon-Fry 09:00-17:00', 'UTC') | days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, not 'Fry' as in 'Mon-Fry 09:00-17:00'",
                "request.time.within('09:00-17:00', 'CET+2') | a time zone is named like Europe/Berlin or UTC, not 'CET+2'",
                "identity.subject.glob(7) | found no matching overload for 'glob' applied to 'string.(int)' (candidates: string.(string))",
                "identity.touches('pii.*') | found no matching overload for 'touches' applied to 'portcullis.Identity.(string)' (candidates: portcullis.Sql.(string))"
            })
    void refuseWhatCannotBeMeantWhenThePolicyIsSaved(String text, String message) {
        ConditionException e =
                catchThrowableOfType(ConditionException.class, () -> compiler.compile(Scope.COMMAND, text));

        assertThat(e.issues()).extracting(ConditionException.Issue::message).containsExactly(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sql.touches('x')", "sql.calls('x')"})
    void asForSqlNothingCanBeAskedOfASession(String text) {
        assertThat(catchThrowableOfType(ConditionException.class, () -> compiler.compile(Scope.SESSION, text)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"request.time.within('09:00-17:00', 'UTC') | false", "identity.groups.hasAny(['a']) | true"})
    void theTimeIsNeverKept(String text, boolean repeatable) throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, text).isRepeatable()).isEqualTo(repeatable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity.subject.inCidr('10.0.0.0/8')", "connection.name.inCidr('::/0')"})
    void whatIsNoAddressFailsTheRule(String text) throws ConditionException {
        assertThat(compiler.compile(Scope.COMMAND, text).evaluate(ATTRIBUTES))
                .isInstanceOf(Condition.Outcome.Failed.class);
    }
}
