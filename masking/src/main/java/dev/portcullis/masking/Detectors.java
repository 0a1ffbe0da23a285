// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dev.portcullis.masking.Detector.Family;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The content detectors, by the names policies use.
public final class Detectors {
    /// Credentials of all kinds.
    public static final String SECRETS = "secrets";
    /// Personal data of all kinds.
    public static final String PERSONAL = "personal";

    private static final List<Detector> ALL = Stream.concat(
                    SecretDetectors.all().stream(), PersonalDetectors.all().stream())
            .toList();
    private static final Map<Set<String>, DetectorSet> BUILT = new ConcurrentHashMap<>();

    private Detectors() {}

    /// Built when they are first asked for, or by [#warmUp].
    private static final class Families {
        static final DetectorSet SECRETS = named(Set.of(Detectors.SECRETS));
        static final DetectorSet ALL = named(Set.of(Detectors.SECRETS, Detectors.PERSONAL));
    }

    /// All detectors of [#SECRETS].
    public static DetectorSet secrets() {
        return Families.SECRETS;
    }

    /// All detectors of [#SECRETS] and [#PERSONAL].
    public static DetectorSet secretsAndPersonal() {
        return Families.ALL;
    }

    /// Builds the sets that are certain to be needed, which takes the time described at [#named], now instead of at the
    /// first request.
    public static void warmUp() {
        secretsAndPersonal();
    }

    /// Every name [#named] takes.
    public static Set<String> names() {
        var names = new TreeSet<>(Set.of(SECRETS, PERSONAL));
        ALL.forEach(detector -> names.add(detector.name()));
        return names;
    }

    /// The detectors of these names: `secrets`, `personal`, or single ones such as `pan`. Building a set takes up to a
    /// second; the same names give the same set again.
    ///
    /// @throws IllegalArgumentException with a message for the policy's author
    public static DetectorSet named(Set<String> names) {
        if (names.isEmpty()) throw new IllegalArgumentException("no detector is named");
        for (String name : names) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "unknown detector '" + name + "', expected some of " + String.join(", ", names()));
            }
        }
        return BUILT.computeIfAbsent(Set.copyOf(names), Detectors::build);
    }

    private static DetectorSet build(Set<String> names) {
        Predicate<Detector> wanted =
                detector -> names.contains(detector.name()) || names.contains(nameOf(detector.family()));
        return new DetectorSet(ALL.stream().filter(wanted).toList());
    }

    private static String nameOf(Family family) {
        return switch (family) {
            case SECRETS -> SECRETS;
            case PERSONAL -> PERSONAL;
            case ALONE -> "";
        };
    }
}
