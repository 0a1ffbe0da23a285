// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/// What the parser found out about SQL, as events hold it: the members of [SqlFacts] under their own names, so that a
/// decision can be made again from an event alone. What is too long for an event is left out as a whole, and said to
/// be.
final class SqlText {
    /// Relations, columns, functions and settings of all statements together.
    private static final int MOST = 500;

    private SqlText() {}

    static void facts(JsonBuffer out, SqlFacts facts) {
        if (isLong(facts)) {
            out.name("sqlCut").bool(true);
            return;
        }
        out.name("sql").open();
        list(out, "statements", facts.statements(), SqlText::statement);
        out.name("readOnly").bool(facts.readOnly()).name("writes").bool(facts.writes());
        out.name("hasLimit").bool(facts.hasLimit());
        texts(out, "classifications", facts.classifications());
        out.name("fingerprint").text(facts.fingerprint());
        out.close();
    }

    private static boolean isLong(SqlFacts facts) {
        return facts.statements().size() > MOST
                || sum(facts, s -> s.relations().size()) > MOST
                || sum(facts, s -> s.columns().size()) > MOST
                || sum(facts, s -> s.functions().size()) > MOST
                || sum(facts, s -> s.settings().size()) > MOST;
    }

    private static int sum(SqlFacts facts, ToIntFunction<SqlStatement> size) {
        int sum = 0;
        for (SqlStatement statement : facts.statements()) {
            sum += size.applyAsInt(statement);
        }
        return sum;
    }

    private static void statement(JsonBuffer out, SqlStatement statement) {
        out.open().name("kind").text(statement.kind());
        texts(out, "kinds", statement.kinds());
        out.name("readOnly").bool(statement.readOnly()).name("writes").bool(statement.writes());
        out.name("administrative").bool(statement.administrative());
        out.name("opaque").bool(statement.opaque());
        out.name("hasWhere").bool(statement.hasWhere()).name("hasLimit").bool(statement.hasLimit());
        list(out, "relations", statement.relations(), SqlText::relation);
        list(out, "columns", statement.columns(), SqlText::column);
        list(out, "functions", statement.functions(), SqlText::function);
        texts(out, "settings", statement.settings());
        texts(out, "classifications", statement.classifications());
        out.close();
    }

    private static void relation(JsonBuffer out, SqlRelation relation) {
        out.open().name("schema").text(relation.schema()).name("name").text(relation.name());
        out.name("known")
                .bool(relation.known())
                .name("access")
                .text(relation.access().name());
        out.close();
    }

    private static void column(JsonBuffer out, SqlColumn column) {
        out.open().name("relation").text(column.relation()).name("name").text(column.name());
        out.name("use").text(column.use().name());
        texts(out, "classifications", column.classifications());
        out.close();
    }

    private static void function(JsonBuffer out, SqlFunction function) {
        out.open().name("schema").text(function.schema()).name("name").text(function.name());
        out.name("known").bool(function.known()).name("sideEffects").bool(function.sideEffects());
        out.close();
    }

    private static void texts(JsonBuffer out, String name, List<String> texts) {
        out.name(name).openArray();
        for (String text : texts) {
            out.text(text);
        }
        out.closeArray();
    }

    private static <T> void list(JsonBuffer out, String name, List<T> items, BiConsumer<JsonBuffer, T> write) {
        out.name(name).openArray();
        for (T item : items) {
            write.accept(out, item);
        }
        out.closeArray();
    }
}
