// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a rule obliges the gateway to beyond masks.
///
/// @param readOnly whether the command must only read
/// @param rows how many rows may be returned
/// @param bytes how many bytes of rows may be returned
/// @param timeout how long the command may run
/// @param recording what must be recorded at least
/// @param durability what the record of the intent must have reached at least
/// @param justification whether the caller must have said why
/// @param commandsPerMinute how many commands may be forwarded in a minute
/// @param tokensPerDay how many tokens of language models may be used in a day
/// @param moneyPerDay what requests to language models may cost in a day
/// @param recordingLimit what happens where a recording is at its bound
public record Bounds(
        boolean readOnly,
        Optional<Long> rows,
        Optional<Long> bytes,
        Optional<Duration> timeout,
        Optional<Connection.RecordingLevel> recording,
        Optional<Connection.Durability> durability,
        boolean justification,
        Optional<Long> commandsPerMinute,
        Optional<Long> tokensPerDay,
        Optional<Money> moneyPerDay,
        Optional<Obligations.RecordingLimit> recordingLimit) {

    /// What keeps all of these at once, together with masks.
    public static Obligations obligations(List<Obligations.Mask> masks, Collection<Bounds> all) {
        return new Obligations(
                masks,
                all.stream().anyMatch(Bounds::readOnly),
                orNull(least(all, Bounds::rows)),
                orNull(least(all, Bounds::bytes)),
                orNull(least(all, Bounds::timeout).map(Duration::toMillis)),
                orNull(strongest(all, Bounds::recording, Connection.RecordingLevel.FULL)),
                orNull(strongest(all, Bounds::durability, Connection.Durability.QUORUM)),
                all.stream().anyMatch(Bounds::justification),
                orNull(least(all, Bounds::commandsPerMinute)),
                orNull(least(all, Bounds::tokensPerDay)),
                money(all),
                orNull(parts(all, Bounds::recordingLimit).max(Comparable::compareTo)));
    }

    /// The least of each currency: which of two is less nobody here can say.
    private static List<Money> money(Collection<Bounds> all) {
        Map<String, Money> least = new TreeMap<>();
        parts(all, Bounds::moneyPerDay)
                .forEach(money -> least.merge(
                        money.currency(), money, (one, other) -> one.micros() <= other.micros() ? one : other));
        return List.copyOf(least.values());
    }

    private static <T extends Comparable<T>> Optional<T> least(
            Collection<Bounds> all, Function<Bounds, Optional<T>> part) {
        return parts(all, part).min(Comparable::compareTo);
    }

    private static <T> Optional<T> strongest(Collection<Bounds> all, Function<Bounds, Optional<T>> part, T strongest) {
        List<T> named = parts(all, part).toList();
        return named.contains(strongest)
                ? Optional.of(strongest)
                : named.stream().findFirst();
    }

    private static <T> Stream<T> parts(Collection<Bounds> all, Function<Bounds, Optional<T>> part) {
        return all.stream().map(part).flatMap(Optional::stream);
    }

    @SuppressWarnings("NullAway") // Obligations are JSON, where what is not demanded is null.
    private static <T> T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
