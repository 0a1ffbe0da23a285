// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One statement of a command: its facts, and what a session must know to relay it.
///
/// @param facts what it is and touches
/// @param text its part of the command
/// @param returnsRows it answers with rows
/// @param output the columns of its result, of what `COPY … TO` sends, and of what `PREPARE` and `DECLARE`
///     make ready
/// @param names the names of its session it makes, uses and drops
/// @param effect what it does to the transaction
/// @param copyIn the server will ask for data
/// @param copyOut how the server will send data; null if it will not
/// @param search what it has to do with the `search_path`
public record AnalyzedStatement(
        SqlStatement facts,
        String text,
        boolean returnsRows,
        List<OutputColumn> output,
        List<NameUse> names,
        TransactionEffect effect,
        boolean copyIn,
        @Nullable CopyOut copyOut,
        NameSearch search) {

    public AnalyzedStatement {
        output = List.copyOf(output);
        names = List.copyOf(names);
    }

    /// The name it gives to a prepared statement.
    public @Nullable String preparesName() {
        return name(NameUse.Action.PREPARES).orElse(null);
    }

    /// The prepared statement it runs.
    public @Nullable String executesName() {
        return name(NameUse.Action.EXECUTES).orElse(null);
    }

    /// The prepared statement it drops; empty for all of them.
    public @Nullable String deallocatesName() {
        return name(NameUse.Action.DEALLOCATES).orElse(null);
    }

    /// The name it uses in the given way.
    public Optional<String> name(NameUse.Action action) {
        return names.stream()
                .filter(n -> n.action() == action)
                .map(NameUse::name)
                .findFirst();
    }

    AnalyzedStatement withText(String other) {
        return new AnalyzedStatement(facts, other, returnsRows, output, names, effect, copyIn, copyOut, search);
    }

    /// This statement with what a name in it stands for put in: it does and touches what `meaning` does
    /// besides its own. The text stays. Of `EXECUTE` and `FETCH` nothing is known without their
    /// meaning, so its rows are theirs; any other, such as `UPDATE … WHERE CURRENT OF … RETURNING`, has
    /// rows of its own.
    public AnalyzedStatement standingFor(AnalyzedStatement meaning) {
        SqlStatement its = meaning.facts();
        boolean rowsAreIts = facts.kind().equals("EXECUTE") || facts.kind().equals("FETCH");
        boolean nothingBesides = rowsAreIts || (facts.kind().equals("EXPLAIN") && executesName() != null);
        boolean opaque = its.opaque()
                || facts.functions().stream().anyMatch(f -> !f.known())
                || (!nothingBesides && facts.opaque());
        boolean calls = facts.functions().stream().anyMatch(SqlFunction::sideEffects);
        SqlStatement merged = new SqlStatement(
                facts.kind(),
                union(facts.kinds(), its.kinds()),
                its.readOnly()
                        && (nothingBesides || facts.readOnly())
                        && !opaque
                        && !calls
                        && !facts.administrative()
                        && !facts.writes(),
                its.writes() || facts.writes(),
                its.administrative() || facts.administrative(),
                opaque,
                its.hasWhere() && facts.hasWhere(),
                its.hasLimit() || (facts.hasLimit() && returnsRows),
                union(facts.relations(), its.relations()),
                union(facts.columns(), its.columns()),
                union(facts.functions(), its.functions()),
                union(facts.settings(), its.settings()),
                union(facts.classifications(), its.classifications()).stream()
                        .sorted()
                        .toList());
        boolean itsRows =
                returnsRows && (meaning.returnsRows() || !meaning.output().isEmpty());
        return new AnalyzedStatement(
                merged,
                text,
                rowsAreIts ? itsRows : returnsRows,
                rowsAreIts ? meaning.output() : output,
                names,
                effect,
                copyIn || meaning.copyIn(),
                copyOut == null ? meaning.copyOut() : copyOut,
                search.and(meaning.search()));
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }

    /// The output fitted to the number of columns that the server announced; empty when it cannot be
    /// fitted, and then nothing about the result is known.
    public Optional<List<OutputColumn>> outputOf(int columns) {
        List<OutputColumn> open = output.stream().filter(OutputColumn::repeats).toList();
        int more = columns - (output.size() - open.size());
        if (open.size() > 1 || more < 0 || (open.isEmpty() && more > 0)) {
            return Optional.empty();
        }
        List<OutputColumn> fitted = new ArrayList<>(columns);
        for (OutputColumn column : output) {
            for (int i = column.repeats() ? more : 1; i > 0; i--) {
                fitted.add(column.repeats() ? new OutputColumn(column.name(), column.lineage()) : column);
            }
        }
        return Optional.of(fitted);
    }
}
