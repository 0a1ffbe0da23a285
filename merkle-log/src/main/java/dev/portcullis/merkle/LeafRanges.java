// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A set of leaf indexes, small where they stand next to each other.
final class LeafRanges {

    private static final Pattern RANGE = Pattern.compile("(0|[1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?");

    // From the first index of a range to its last; no two of them touch.
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    static LeafRanges of(Collection<Long> indexes) {
        LeafRanges all = new LeafRanges();
        new TreeSet<>(indexes).forEach(all::append);
        return all;
    }

    /// Reads what [#text] writes, and nothing else.
    static LeafRanges parse(String text) throws NoteException {
        LeafRanges all = new LeafRanges();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new NoteException("ranges of leaves are numbers and pairs of numbers");
            }
            long first = Long.parseLong(range.group(1));
            long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
            if (last < first
                    || (!all.isEmpty() && first <= all.ranges.lastEntry().getValue() + 1)) {
                throw new NoteException("ranges of leaves rise");
            }
            all.ranges.put(first, last);
        }
        return all;
    }

    /// Adds an index that is larger than all before it.
    void append(long index) {
        Map.Entry<Long, Long> last = ranges.lastEntry();
        if (last != null && last.getValue() + 1 == index) {
            ranges.put(last.getKey(), index);
        } else {
            ranges.put(index, index);
        }
    }

    void removeAll(LeafRanges others) {
        others.ranges.forEach(this::remove);
    }

    private void remove(long from, long to) {
        Map.Entry<Long, Long> hit = ranges.floorEntry(to);
        while (hit != null && hit.getValue() >= from) {
            ranges.remove(hit.getKey());
            if (hit.getKey() < from) {
                ranges.put(hit.getKey(), from - 1);
            }
            if (hit.getValue() > to) {
                ranges.put(to + 1, hit.getValue());
            }
            hit = ranges.lowerEntry(Math.max(from, hit.getKey()));
        }
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /// The smallest index; there must be one.
    long first() {
        return ranges.firstKey();
    }

    String text() {
        StringJoiner text = new StringJoiner(",");
        ranges.forEach((from, to) -> text.add(from.equals(to) ? from.toString() : from + "-" + to));
        return text.toString();
    }
}
