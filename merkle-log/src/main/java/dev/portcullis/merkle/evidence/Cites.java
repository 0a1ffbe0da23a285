// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which events a row of a table was made from, by their places in the log: the first few, and how many more.
final class Cites {

    private static final int SHOWN = 5;

    private final List<Long> first = new ArrayList<>(2);
    private long more;

    void add(CitedEvent event) {
        if (first.size() < SHOWN) {
            first.add(event.index());
        } else {
            more++;
        }
    }

    @Override
    public String toString() {
        String shown = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return more == 0 ? shown : shown + " and " + more + " more";
    }
}
