// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import dev.portcullis.audit.web.InvalidException;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What is asked for. An empty text means: any.
///
/// @param identity the subject, exactly
/// @param connection its name, exactly
/// @param text part of the command, whatever its case
/// @param table a relation, as `name` or `schema.name`, whatever its case
/// @param classification what a relation or column holds, for example `pci.pan`
/// @param outcome whether it was forwarded; null for either
/// @param since the earliest moment
/// @param until the moment before which
record CommandQuery(
        String identity,
        String connection,
        String text,
        String table,
        String classification,
        @Nullable Outcome outcome,
        Instant since,
        Instant until) {

    /// What became of a command.
    enum Outcome {
        FORWARDED,
        REFUSED
    }

    CommandQuery {
        text = text.toLowerCase(Locale.ROOT);
        table = table.toLowerCase(Locale.ROOT);
        // PostgreSQL has no place for it in text.
        if ((identity + connection).indexOf('\0') >= 0) {
            throw new InvalidException("No name has a NUL in it.");
        }
        if (!since.isBefore(until)) {
            throw new InvalidException("since must be before until.");
        }
    }

    boolean fits(CommandEvent event) {
        return (text.isEmpty() || event.text().toLowerCase(Locale.ROOT).contains(text))
                && (table.isEmpty() || event.relations().stream().anyMatch(this::isTheTable))
                && (classification.isEmpty() || event.classifications().contains(classification));
    }

    private boolean isTheTable(String relation) {
        String name = relation.toLowerCase(Locale.ROOT);
        return name.equals(table) || name.substring(name.indexOf('.') + 1).equals(table);
    }

    /// For the record of who searched for what.
    String description() {
        StringJoiner all = new StringJoiner(", ");
        add(all, "identity", identity);
        add(all, "connection", connection);
        add(all, "text", text);
        add(all, "table", table);
        add(all, "classification", classification);
        if (outcome != null) {
            all.add("outcome " + outcome);
        }
        return all.add(since + " to " + until).toString();
    }

    private static void add(StringJoiner all, String name, String value) {
        if (!value.isEmpty()) {
            all.add(name + " '" + value + "'");
        }
    }
}
