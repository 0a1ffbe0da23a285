// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.quorum;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/// Who must agree, as an expression: `1 of dba`, `2 of dba and 1 of security`, `1 of owner or (1 of sre and 1 of dba)`.
/// `and` binds tighter than `or`. A term may open late, `1 of owner after 10m`, which is escalation, and only at
/// certain
/// hours, `1 of dba within office`, where `office` is a calendar of the approval service.
///
/// People are counted, not memberships: one person fills at most one place in the whole expression, so
/// `1 of dba and 1 of security` always takes two people, even if one of them is in both groups.
public sealed interface Quorum {

    /// At least this many people of one group.
    ///
    /// @param after the term opens this long after the question was asked
    /// @param within the calendar in whose hours the term is open; empty for always
    record Of(int count, String group, Duration after, String within) implements Quorum {

        /// A term that is always open.
        public Of(int count, String group) {
            this(count, group, Duration.ZERO, "");
        }

        @Override
        public String toString() {
            return count + " of " + QuorumParser.quoted(group)
                    + (after.isZero() ? "" : " after " + QuorumParser.text(after))
                    + (within.isEmpty() ? "" : " within " + QuorumParser.quoted(within));
        }
    }

    /// Every part, each by other people.
    record All(List<Quorum> parts) implements Quorum {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public String toString() {
            return parts.stream()
                    .map(part -> part instanceof Any ? "(" + part + ")" : part.toString())
                    .collect(Collectors.joining(" and "));
        }
    }

    /// At least one of the parts.
    record Any(List<Quorum> parts) implements Quorum {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public String toString() {
            return parts.stream().map(Quorum::toString).collect(Collectors.joining(" or "));
        }
    }

    /// Reads an expression.
    ///
    /// @throws QuorumSyntaxException if it cannot be read; the message says where and what was expected
    static Quorum parse(String text) throws QuorumSyntaxException {
        return new QuorumParser(text).parse();
    }

    /// What asks for all of these at once; a part that several of them name counts once.
    static Quorum together(Collection<Quorum> quorums) {
        Set<Quorum> parts = new LinkedHashSet<>();
        for (Quorum quorum : quorums) {
            parts.addAll(quorum instanceof All(var inner) ? inner : List.of(quorum));
        }
        return parts.size() == 1 ? parts.iterator().next() : new All(List.copyOf(parts));
    }

    /// Every term, in the order of the expression.
    default List<Of> terms() {
        return switch (this) {
            case Of of -> List.of(of);
            case Any(var parts) ->
                parts.stream().flatMap(part -> part.terms().stream()).toList();
            case All(var parts) ->
                parts.stream().flatMap(part -> part.terms().stream()).toList();
        };
    }

    /// Every group that some part names. Who is in none of them has no say.
    default Set<String> groups() {
        return terms().stream().map(Of::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether these people, each of whom said yes, are enough.
    ///
    /// @param fills whether a person may take a place of a term
    default <P> boolean satisfiedBy(Collection<P> people, BiPredicate<P, Of> fills) {
        List<P> fixed = List.copyOf(people);
        return alternatives().stream()
                .anyMatch(alternative -> new Seating<>(alternative, fixed, fills).seatsEveryPlace());
    }

    /// The expression as a choice between lists of terms that must hold together.
    private List<List<Of>> alternatives() {
        return switch (this) {
            case Of of -> List.of(List.of(of));
            case Any(var parts) ->
                parts.stream().flatMap(part -> part.alternatives().stream()).toList();
            case All(var parts) -> {
                List<List<Of>> product = List.of(List.of());
                for (Quorum part : parts) {
                    product = times(product, part.alternatives());
                }
                yield product;
            }
        };
    }

    private static List<List<Of>> times(List<List<Of>> left, List<List<Of>> right) {
        List<List<Of>> product = new ArrayList<>(left.size() * right.size());
        for (List<Of> some : left) {
            for (List<Of> more : right) {
                List<Of> together = new ArrayList<>(some);
                together.addAll(more);
                product.add(together);
            }
        }
        return product;
    }
}
