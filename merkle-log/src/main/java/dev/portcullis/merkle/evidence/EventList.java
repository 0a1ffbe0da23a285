// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// A table with one row per event of some kinds.
final class EventList implements Tally {

    /// A column and what stands in it.
    record Column(String name, Function<CitedEvent, String> value) {}

    private final String name;
    private final String title;
    private final String about;
    private final Predicate<CitedEvent> wanted;
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    EventList(String name, String title, String about, Predicate<CitedEvent> wanted, Column... columns) {
        this.name = name;
        this.title = title;
        this.about = about;
        this.wanted = wanted;
        this.columns = new ArrayList<>(List.of(
                new Column("time", CitedEvent::time), new Column("log", event -> Long.toString(event.index()))));
        this.columns.addAll(List.of(columns));
    }

    /// Events of one of these kinds.
    static Predicate<CitedEvent> of(String... kinds) {
        List<String> all = List.of(kinds);
        return event -> all.contains(event.kind());
    }

    /// A column that shows a member of `unmapped.portcullis`.
    static Column own(String name) {
        return new Column(name, event -> event.own(name));
    }

    @Override
    public void take(CitedEvent event) {
        if (wanted.test(event)) {
            rows.add(columns.stream()
                    .map(column -> Cell.of(column.value().apply(event)))
                    .toList());
        }
    }

    Table table() {
        return new Table(name, title, about, columns.stream().map(Column::name).toList(), rows);
    }
}
