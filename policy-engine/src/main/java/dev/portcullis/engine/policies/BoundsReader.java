// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.engine.documents.Amounts;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a rule obliges to.
final class BoundsReader {

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,8})(B|KB|MB|GB)");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(24);

    private BoundsReader() {}

    static Optional<Bounds> read(Section rule) {
        return rule.requiredSection("oblige").flatMap(section -> {
            Bounds bounds = new Bounds(
                    isTrue(section, "readOnly"),
                    section.scalar("rows").flatMap(BoundsReader::number),
                    section.scalar("bytes").flatMap(BoundsReader::bytes),
                    section.scalar("statementTimeout").flatMap(t -> Times.duration(t, SHORTEST, LONGEST)),
                    section.scalar("recording")
                            .filter(level -> level.isOneOf("full", "commands"))
                            .map(level -> level.text().equals("full")
                                    ? Connection.RecordingLevel.FULL
                                    : Connection.RecordingLevel.COMMANDS),
                    section.scalar("durability")
                            .filter(level -> level.isOneOf("local", "quorum"))
                            .map(level -> level.text().equals("quorum")
                                    ? Connection.Durability.QUORUM
                                    : Connection.Durability.LOCAL),
                    isTrue(section, "justification"),
                    section.scalar("commandsPerMinute").flatMap(BoundsReader::number),
                    section.scalar("tokensPerDay").flatMap(BoundsReader::number),
                    section.scalar("moneyPerDay").flatMap(Amounts::money),
                    section.scalar("recordingLimit")
                            .filter(limit -> limit.isOneOf("mark", "refuse", "end"))
                            .map(limit -> Obligations.RecordingLimit.valueOf(
                                    limit.text().toUpperCase(Locale.ROOT))));
            if (section.keys().isEmpty()) {
                section.refuse("oblige must name at least one obligation");
            }
            section.finish();
            return Optional.of(bounds);
        });
    }

    /// An obligation is left out, not switched off: another rule could not be overruled by `false`.
    private static boolean isTrue(Section section, String key) {
        return section.scalar(key).filter(word -> word.isOneOf("true")).isPresent();
    }

    private static Optional<Long> number(Scalar scalar) {
        var number = scalar.integer(1, 1_000_000_000);
        return number.isPresent() ? Optional.of((long) number.getAsInt()) : Optional.empty();
    }

    private static Optional<Long> bytes(Scalar scalar) {
        Matcher matcher = SIZE.matcher(scalar.text());
        if (!matcher.matches()) {
            scalar.refuse("must be a size such as 500KB, 10MB or 1GB, not '" + scalar.text() + "'");
            return Optional.empty();
        }
        long unit = switch (matcher.group(2)) {
            case "B" -> 1L;
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            default -> 1L << 30;
        };
        return Optional.of(Long.parseLong(matcher.group(1)) * unit);
    }
}
