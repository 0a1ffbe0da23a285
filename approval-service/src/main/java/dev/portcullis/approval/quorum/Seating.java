// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Can every place be taken by a person of its own? A maximum bipartite matching by augmenting paths: exact, and never
/// worse off for an additional person, whatever the order in which people came.
final class Seating {

    private static final int NOBODY = -1;

    private final List<String> places = new ArrayList<>();
    private final List<Set<String>> people;
    private final int[] placeOf;

    Seating(List<Quorum.Of> terms, List<Set<String>> people) {
        for (Quorum.Of term : terms) {
            for (int i = 0; i < term.count(); i++) {
                places.add(term.group());
            }
        }
        this.people = people;
        this.placeOf = new int[people.size()];
        Arrays.fill(placeOf, NOBODY);
    }

    boolean seatsEveryPlace() {
        if (places.size() > people.size()) {
            return false;
        }
        for (int place = 0; place < places.size(); place++) {
            if (!seat(place, new boolean[people.size()])) {
                return false;
            }
        }
        return true;
    }

    private boolean seat(int place, boolean[] asked) {
        for (int person = 0; person < people.size(); person++) {
            if (asked[person] || !people.get(person).contains(places.get(place))) {
                continue;
            }
            asked[person] = true;
            if (placeOf[person] == NOBODY || seat(placeOf[person], asked)) {
                placeOf[person] = place;
                return true;
            }
        }
        return false;
    }
}
