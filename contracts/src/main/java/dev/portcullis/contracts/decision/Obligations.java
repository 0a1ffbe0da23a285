// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.decision;

import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.connection.Connection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What comes with an allowed command. A gateway that cannot keep one of these refuses the command.
///
/// @param masks the masks to apply, the first match per value wins
/// @param readOnly the command must only read, as its facts show it; what does more is refused
/// @param rowLimit after this many rows the result is ended with an error; null for no limit
/// @param byteLimit after this many bytes of rows the result is ended with an error; null for no limit
/// @param statementTimeoutMillis after this time the command is cancelled at the target; null for no limit
/// @param recording what must be recorded at least; null for what the connection says
/// @param durability what the record of the intent must have reached at least; null for what the connection says
/// @param justification the caller must have said why
/// @param commandsPerMinute how many commands the identity may have forwarded on this connection in a minute, through
///     each gateway; null for no limit
/// @param tokensPerDay how many tokens of language models the identity may use on this connection in a day (UTC),
///     through all gateways together; null for no limit
/// @param moneyPerDay how much of each currency the identity's requests to language models may cost on
///     this connection in a day (UTC), through all gateways together; empty for no limit
/// @param recordingLimit what happens where a recording is at its bound; null for what the gateway does by itself
public record Obligations(
        List<Mask> masks,
        boolean readOnly,
        @Nullable Long rowLimit,
        @Nullable Long byteLimit,
        @Nullable Long statementTimeoutMillis,
        Connection.@Nullable RecordingLevel recording,
        Connection.@Nullable Durability durability,
        boolean justification,
        @Nullable Long commandsPerMinute,
        @Nullable Long tokensPerDay,
        List<Money> moneyPerDay,
        @Nullable RecordingLimit recordingLimit) {

    /// No obligations.
    public static final Obligations NONE = new Obligations(List.of(), false, null);

    public Obligations {
        masks = List.copyOf(masks);
        // An older policy service says nothing of money.
        moneyPerDay = List.copyOf(Objects.requireNonNullElse(moneyPerDay, List.of()));
    }

    /// Masks and bounds of a result, and nothing else.
    public Obligations(List<Mask> masks, boolean readOnly, @Nullable Long rowLimit) {
        this(masks, readOnly, rowLimit, null, null, null, null, false, null, null, List.of(), null);
    }

    /// The same obligations, with this said of a recording that is at its bound.
    public Obligations atRecordingLimit(RecordingLimit limit) {
        return new Obligations(
                masks,
                readOnly,
                rowLimit,
                byteLimit,
                statementTimeoutMillis,
                recording,
                durability,
                justification,
                commandsPerMinute,
                tokensPerDay,
                moneyPerDay,
                limit);
    }

    /// What happens where a recording is at its bound; each is stricter than the one before.
    public enum RecordingLimit {
        /// the command goes on, and what is left out of the recording is marked there
        MARK,
        /// nothing passes that the recording has no room for; the session goes on
        REFUSE,
        /// the session ends
        END
    }

    /// One mask: either for columns of a classification or for whatever a detector finds in text.
    ///
    /// @param classification a classification such as `pii.email`, or a pattern such as `pii.*`; null if a
    ///     detector is named
    /// @param detector a detector or set of them, such as `secrets`, `personal`, `pan`; null if a
    ///     classification is named
    /// @param method `redact`, `null`, `partial`, `hash`, `pseudonym`, `date-truncate`, `bucket`
    /// @param keep for `partial`: how many characters stay readable; null for the method's default
    /// @param unit for `date-truncate`: what dates are cut down to, `year`, `quarter`, `month`, `day` or `hour`
    /// @param width for `bucket`: numbers are rounded down to a multiple of it
    public record Mask(
            @Nullable String classification,
            @Nullable String detector,
            String method,
            @Nullable Integer keep,
            @Nullable String unit,
            @Nullable Long width) {

        public Mask {
            if ((classification == null) == (detector == null)) {
                throw new IllegalArgumentException("a mask names a classification or a detector, and not both");
            }
        }

        /// A mask whose method needs neither a unit nor a width.
        public Mask(@Nullable String classification, @Nullable String detector, String method, @Nullable Integer keep) {
            this(classification, detector, method, keep, null, null);
        }
    }
}
