// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.people;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Tells people apart: several subjects may be one person, and some are none.
@Component
public final class People {

    private final Map<String, String> personByAlias = new HashMap<>();
    private final List<Pattern> serviceAccounts;

    People(PeopleProperties properties) {
        properties.aliases().forEach((person, aliases) -> aliases.forEach(alias -> add(alias, person)));
        properties.aliases().keySet().forEach(person -> {
            if (personByAlias.containsKey(person)) {
                throw new IllegalStateException(person + " is a person and an alias");
            }
        });
        serviceAccounts =
                properties.serviceAccounts().stream().map(People::pattern).toList();
    }

    /// The person behind a subject: itself, unless it is an alias.
    public String personOf(String subject) {
        return personByAlias.getOrDefault(subject, subject);
    }

    /// These subjects and the people behind them, without what is empty.
    public Set<String> parties(Collection<String> subjects) {
        return subjects.stream()
                .filter(subject -> !subject.isEmpty())
                .flatMap(subject -> Stream.of(subject, personOf(subject)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether this subject is nobody's word.
    public boolean isServiceAccount(String subject) {
        return serviceAccounts.stream()
                .anyMatch(account -> account.matcher(subject).matches());
    }

    private void add(String alias, String person) {
        String other = personByAlias.putIfAbsent(alias, person);
        if (other != null && !other.equals(person)) {
            throw new IllegalStateException(alias + " is an alias of both " + other + " and " + person);
        }
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")), Pattern.DOTALL);
    }
}
