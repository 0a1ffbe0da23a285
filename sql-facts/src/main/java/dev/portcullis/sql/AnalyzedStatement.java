// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
/// @param copyOut the server will send data
public record AnalyzedStatement(
        SqlStatement facts,
        String text,
        boolean returnsRows,
        List<OutputColumn> output,
        List<NameUse> names,
        TransactionEffect effect,
        boolean copyIn,
        boolean copyOut) {

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

    /// The output fitted to the number of columns that the server announced; empty when it cannot be fitted,
    /// and then
    /// nothing about the result is known.
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
