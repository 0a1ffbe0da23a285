// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.quorum;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Who must agree, as an expression: `1 of dba`, `2 of dba and 1 of security`, `1 of owner or (1 of sre and 1 of dba)`.
/// `and` binds tighter than `or`.
///
/// People are counted, not memberships: one person fills at most one place in the whole expression, so
/// `1 of dba and 1 of security` always takes two people, even if one of them is in both groups.
public sealed interface Quorum {

    /// At least this many people of one group.
    record Of(int count, String group) implements Quorum {
        @Override
        public String toString() {
            return count + " of " + (QuorumParser.isPlain(group) ? group : '"' + group + '"');
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

    /// Every group that some part names. Who is in none of them has no say.
    default Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        for (List<Of> alternative : alternatives()) {
            alternative.forEach(of -> groups.add(of.group()));
        }
        return groups;
    }

    /// Whether these people are enough.
    ///
    /// @param people one set of groups per person who said yes
    default boolean satisfiedBy(Collection<Set<String>> people) {
        List<Set<String>> fixed = List.copyOf(people);
        return alternatives().stream().anyMatch(alternative -> new Seating(alternative, fixed).seatsEveryPlace());
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
