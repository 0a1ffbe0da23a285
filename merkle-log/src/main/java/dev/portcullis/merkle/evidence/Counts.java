// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often something happened, by what it was.
final class Counts {

    private static final Comparator<List<String>> BY_CELL = (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final Map<List<String>, Long> counts = new TreeMap<>(BY_CELL);

    /// Counts one; all have the same number of words.
    void add(String... what) {
        counts.merge(List.of(what), 1L, Long::sum);
    }

    /// What it was, and how often.
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        counts.forEach((what, count) -> {
            List<String> row = new ArrayList<>(what);
            row.add(count.toString());
            rows.add(row);
        });
        return rows;
    }
}
