// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

/// Can every place be taken by a person of its own? A maximum bipartite matching by augmenting paths: exact, and never
/// worse off for an additional person, whatever the order in which people came.
final class Seating<P> {

    private static final int NOBODY = -1;

    private final List<Quorum.Of> places = new ArrayList<>();
    private final List<P> people;
    private final BiPredicate<P, Quorum.Of> fills;
    private final int[] placeOf;

    Seating(List<Quorum.Of> terms, List<P> people, BiPredicate<P, Quorum.Of> fills) {
        this.fills = fills;
        for (Quorum.Of term : terms) {
            for (int i = 0; i < term.count(); i++) {
                places.add(term);
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
            if (asked[person] || !fills.test(people.get(person), places.get(place))) {
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
