// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.quorum;

import dev.portcullis.contracts.quorum.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// Whether people satisfy a quorum, by trying every way to assign them: slow, and too simple to be wrong.
public final class EveryAssignment {

    private EveryAssignment() {}

    /// Gives every person every place, or none, in every combination.
    public static <P> boolean satisfies(Quorum quorum, List<P> people, BiPredicate<P, Quorum.Of> fills) {
        List<Quorum.Of> terms = new ArrayList<>();
        collect(quorum, terms);
        return assign(quorum, terms, people, fills, 0, new int[terms.size()]);
    }

    private static <P> boolean assign(
            Quorum quorum,
            List<Quorum.Of> terms,
            List<P> people,
            BiPredicate<P, Quorum.Of> fills,
            int person,
            int[] taken) {
        if (person == people.size()) {
            return holds(quorum, new int[] {0}, taken);
        }
        if (assign(quorum, terms, people, fills, person + 1, taken)) {
            return true;
        }
        for (int term = 0; term < terms.size(); term++) {
            if (fills.test(people.get(person), terms.get(term))) {
                taken[term]++;
                boolean found = assign(quorum, terms, people, fills, person + 1, taken);
                taken[term]--;
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void collect(Quorum quorum, List<Quorum.Of> terms) {
        switch (quorum) {
            case Quorum.Of of -> terms.add(of);
            case Quorum.All(var parts) -> parts.forEach(part -> collect(part, terms));
            case Quorum.Any(var parts) -> parts.forEach(part -> collect(part, terms));
        }
    }

    private static boolean holds(Quorum quorum, int[] next, int[] taken) {
        return switch (quorum) {
            case Quorum.Of of -> taken[next[0]++] >= of.count();
            case Quorum.All(var parts) -> {
                boolean all = true;
                for (Quorum part : parts) {
                    all &= holds(part, next, taken);
                }
                yield all;
            }
            case Quorum.Any(var parts) -> {
                boolean any = false;
                for (Quorum part : parts) {
                    any |= holds(part, next, taken);
                }
                yield any;
            }
        };
    }
}
