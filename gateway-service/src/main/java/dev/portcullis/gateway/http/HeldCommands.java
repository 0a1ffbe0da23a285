// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.portcullis.gateway.access.Refusal;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The held requests whose callers come back for the answer. They live as long as this process: a gateway that stops
/// withdraws what it holds, and nothing runs that nobody waits for.
final class HeldCommands {
    /// Longer than any approval may take (24 h), with the time its request may take after it.
    private static final Duration LONGEST_HOLD = Duration.ofHours(49);

    private final Cache<String, HeldCommand> byId;
    private final Cache<Sent, HeldCommand> byKey;
    private final long maxBytes;
    private final int most;

    HeldCommands(Clock clock, HttpPlaneProperties properties) {
        this.byId = cache(clock, properties);
        this.byKey = cache(clock, properties);
        this.most = properties.keptAnswers();
        this.maxBytes = properties.keptAnswerSize().toBytes();
    }

    private static <K> Cache<K, HeldCommand> cache(Clock clock, HttpPlaneProperties properties) {
        return Caffeine.newBuilder()
                // While people are asked nothing is thrown away; the age of an answer counts from when it is there.
                .expireAfter(Expiry.<K, HeldCommand>writing(
                        (_, command) -> command.answer().isDone() ? properties.keptAnswerAge() : LONGEST_HOLD))
                .ticker(() -> clock.millis() * 1_000_000)
                .build();
    }

    /// The request of this id; null if there is none any more.
    @Nullable
    HeldCommand byId(String id) {
        return byId.getIfPresent(id);
    }

    /// What was sent before under the same key; null if nothing was.
    @Nullable
    HeldCommand sentBefore(HeldCommand.Owner owner, String idempotencyKey) {
        return idempotencyKey.isEmpty() ? null : byKey.getIfPresent(new Sent(owner, idempotencyKey));
    }

    /// Keeps a place for the answer to a held request.
    ///
    /// @return the place; another command's if that was sent first under the same key
    HeldCommand keep(HeldCommand command, String idempotencyKey) {
        byId.cleanUp();
        if (byId.estimatedSize() >= most) {
            throw new Refused(new Refusal.TooMany(most));
        }
        if (!idempotencyKey.isEmpty()) {
            Sent sent = new Sent(command.owner(), idempotencyKey);
            HeldCommand first = byKey.asMap().putIfAbsent(sent, command);
            if (first != null) {
                return first;
            }
        }
        byId.put(command.id(), command);
        // Written again, so that its age begins.
        var _ = command.answer().whenComplete((_, _) -> {
            byId.put(command.id(), command);
            if (!idempotencyKey.isEmpty()) {
                byKey.put(new Sent(command.owner(), idempotencyKey), command);
            }
        });
        return command;
    }

    /// Where the answer to a held request goes: kept, if it is not too large.
    Answering into(CompletableFuture<HeldCommand.Kept> place) {
        return answer -> answer.body()
                .collect(ByteArrayOutputStream::new, (all, piece) -> {
                    if (all.size() + piece.length > maxBytes) {
                        throw new Refused(new Refusal.AnswerWithheld("it is too large to be kept"));
                    }
                    all.writeBytes(piece);
                })
                .doOnNext(all -> place.complete(
                        new HeldCommand.Kept.Whole(answer.status(), answer.headers(), new Payload(all.toByteArray()))))
                .then(Mono.<Void>empty());
    }

    private record Sent(HeldCommand.Owner owner, String key) {}
}
