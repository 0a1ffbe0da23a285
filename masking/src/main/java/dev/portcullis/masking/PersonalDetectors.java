// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static dev.portcullis.masking.Detector.pattern;

import dev.portcullis.masking.Detector.Family;
import dev.portcullis.masking.Detector.Scan;
import dk.brics.automaton.Automaton;
import java.util.List;

/// Personal data that can be told from its form, most of it by a checksum or by rules on what may have been issued.
final class PersonalDetectors {
    private static final String LETTER = "[\\p{L}\\p{N}]";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    private PersonalDetectors() {}

    static List<Detector> all() {
        return List.of(
                new Detector("email", Family.PERSONAL, Scan.WORDS, emailTrigger(), email()),
                new Detector(
                        "pan",
                        Family.PERSONAL,
                        Scan.LONG_DIGITS,
                        Triggers.digits(12, 2).union(Triggers.unusualDigits()),
                        CardNumbers::find),
                new Detector("iban", Family.PERSONAL, Scan.SHORT_DIGITS, Ibans.trigger(), Ibans::find),
                new Detector(
                        "us-ssn",
                        Family.PERSONAL,
                        Scan.SHORT_DIGITS,
                        Triggers.groups(3, 2, 4).union(Triggers.unusualDigits()),
                        SocialSecurityNumbers::find),
                new Detector("phone", Family.PERSONAL, Scan.SHORT_DIGITS, phoneTrigger(), phone()),
                // Alone: most addresses in an engineer's data are machines, and many look-alikes are version numbers.
                new Detector(
                        "ipv4",
                        Family.ALONE,
                        Scan.SHORT_DIGITS,
                        ByteScanner.trigger("([0-9]{1,3}\\.){3}[0-9]"),
                        ipv4()));
    }

    private static Automaton emailTrigger() {
        return ByteScanner.trigger("[A-Za-z0-9._%+'\u0080-\u00ff\\-]@[A-Za-z0-9\u0080-\u00ff]");
    }

    private static Detector.Search email() {
        return pattern("[\\p{L}\\p{N}._%+'-]{1,64}@(?:" + LETTER + "(?:[\\p{L}\\p{N}-]{0,61}" + LETTER
                + ")?\\.){1,8}\\p{L}{2,24}");
    }

    private static Automaton phoneTrigger() {
        Automaton international = ByteScanner.trigger("\\+[1-9]([ ()./\\-]{0,2}[0-9]){7}");
        Automaton northAmerican = ByteScanner.trigger("[2-9][0-9]{2}(\\) ?|[. \\-])[2-9][0-9]{2}[. \\-][0-9]{4}");
        return international.union(northAmerican);
    }

    private static Detector.Search phone() {
        return pattern("(?<![\\p{Alnum}+])\\+[1-9](?:[ ()./-]{0,2}[0-9]){7,14}(?![0-9])"
                + "|(?<![\\p{Alnum}.+-])(?:1[. -])?(?:\\([2-9][0-9]{2}\\) ?|[2-9][0-9]{2}[. -])"
                + "[2-9][0-9]{2}[. -][0-9]{4}(?![\\p{Alnum}-])");
    }

    private static Detector.Search ipv4() {
        return pattern("(?<![0-9.])" + OCTET + "(?:\\." + OCTET + "){3}(?![0-9]|\\.[0-9])");
    }
}
