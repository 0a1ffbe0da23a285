// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dk.brics.automaton.Automaton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds one kind of thing in text, exactly. Its trigger is the cheap, coarser question asked of the bytes first.
final class Detector {
    /// What a detector belongs to, as policies name it. `ALONE` ones are used only where they are named themselves.
    enum Family {
        SECRETS,
        PERSONAL,
        ALONE
    }

    /// Which triggers are looked for together. Those that count digits stay apart from the words, and from each other:
    /// in one automaton each count would be multiplied by every other.
    enum Scan {
        WORDS,
        SHORT_DIGITS,
        LONG_DIGITS
    }

    private final String name;
    private final Family family;
    private final Scan scan;
    private final Automaton trigger;
    private final Search search;
    /// Made when first asked for, the same for all sets. Two threads may make it twice.
    private volatile @Nullable ByteScanner scanner;

    Detector(String name, Family family, Scan scan, Automaton trigger, Search search) {
        this.name = name;
        this.family = family;
        this.scan = scan;
        // The library does this when states are first asked for, and not safely for several threads.
        trigger.expandSingleton();
        this.trigger = trigger;
        this.search = search;
    }

    interface Search {
        List<Finding> in(String text, String detector);
    }

    /// Every match of the pattern that the check confirms. If the pattern has a group `found`, only that is the
    /// finding.
    static Search pattern(String regex, Predicate<String> check) {
        Pattern pattern = Pattern.compile(regex);
        boolean part = pattern.namedGroups().containsKey("found");
        return (text, detector) -> {
            Matcher matcher = pattern.matcher(text);
            var findings = new ArrayList<Finding>();
            int from = 0;
            while (from <= text.length() && matcher.find(from)) {
                int start = part ? matcher.start("found") : matcher.start();
                int end = part ? matcher.end("found") : matcher.end();
                boolean confirmed = check.test(text.substring(start, end));
                if (confirmed) findings.add(new Finding(detector, start, end));
                // What looked like a match may hide a true one that begins inside it.
                from = confirmed ? Math.max(end, from + 1) : matcher.start() + 1;
            }
            return findings;
        };
    }

    static Search pattern(String regex) {
        return pattern(regex, _ -> true);
    }

    String name() {
        return name;
    }

    Family family() {
        return family;
    }

    Scan scan() {
        return scan;
    }

    Automaton trigger() {
        return trigger;
    }

    /// Looks for this detector's trigger alone.
    ByteScanner scanner() {
        ByteScanner made = scanner;
        if (made == null) {
            made = ByteScanner.of(List.of(trigger));
            scanner = made;
        }
        return made;
    }

    List<Finding> find(String text) {
        return search.in(text, name);
    }
}
