// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.contracts.template.CommandTemplate;
import java.time.Duration;
import java.util.Locale;

/// The words in which people are asked about a template: everything that it will let through. They vote on
/// the digest of these words.
final class Wording {

    private Wording() {}

    static String of(CommandTemplate template) {
        StringBuilder words = new StringBuilder("Agree in advance to commands of this shape on ")
                .append(template.connection())
                .append(", for ")
                .append(Duration.ofSeconds(template.seconds())
                        .toString()
                        .substring(2)
                        .toLowerCase(Locale.ROOT))
                .append(", at most ")
                .append(template.maxUses())
                .append(" times, by ")
                .append(whom(template))
                .append(":\n\n")
                .append(template.pattern())
                .append("\n\n");
        for (CommandTemplate.Place place : template.places()) {
            words.append(place.name())
                    .append(" (")
                    .append(place.kind().toLowerCase(Locale.ROOT))
                    .append(", example ")
                    .append(place.example() == null ? "NULL" : "'" + place.example() + "'")
                    .append("): ")
                    .append(place.bound())
                    .append('\n');
        }
        return words.append("Only where ")
                .append(String.join(", ", template.rules()))
                .append(" hold it and ask for ")
                .append(template.demand())
                .append(".\nBecause: ")
                .append(template.reason())
                .toString();
    }

    private static String whom(CommandTemplate template) {
        String who = template.group().isEmpty() ? template.subject() : "everybody in " + template.group();
        String through = template.actors().isEmpty() ? "" : " through " + String.join(", ", template.actors());
        return who + through + " (" + template.issuer() + ")";
    }
}
