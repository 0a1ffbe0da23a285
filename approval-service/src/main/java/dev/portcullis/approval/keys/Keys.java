// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import dev.portcullis.approval.changelog.TimeOrderedIds;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.keys.KeyCounts.NoKey;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyCheck;
import dev.portcullis.contracts.key.KeyFiling;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRevocation;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Issues, looks up and ends keys. The gateway makes them and sends a digest: what opens a connection is
/// never here.
@Component
final class Keys {
    /// For how long one that is over is still listed.
    private static final Duration KEPT = Duration.ofDays(30);
    /// So many that are over are kept of one identity, the newest: who takes and ends keys in a loop fills nothing.
    private static final int KEPT_AT_MOST = 200;

    private final KeyRows rows;
    private final KeyReports reports;
    private final KeyCounts counts;
    private final KeyProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Keys(
            KeyRows rows,
            KeyReports reports,
            KeyCounts counts,
            KeyProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.reports = reports;
        this.counts = counts;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Keeps a key that the gateway made.
    AccessKey issue(KeyFiling asked) {
        Issued issued = inTransaction(() -> {
            Identity identity = asked.identity();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Instant end = properties.end(now, identity.expiresAt(), asked.seconds());
            rows.queueFor(identity.subject());
            if (!end.isAfter(now)) {
                return refused(
                        asked,
                        NoKey.TOKEN_OVER,
                        new Refusal.NotGrantable("The token is over, and so would be its key."));
            }
            if (rows.holding(identity.subject(), identity.issuer(), now) >= properties.perIdentity()) {
                return refused(
                        asked,
                        NoKey.TOO_MANY,
                        new Refusal.NotGrantable("There are " + properties.perIdentity()
                                + " keys of this identity already. End one that is no longer needed."));
            }
            AccessKey key = new AccessKey(
                    TimeOrderedIds.at(now).toString(),
                    identity.subject(),
                    identity.issuer(),
                    identity.actors(),
                    asked.connection(),
                    PeoplesWords.kept(asked.purpose()),
                    now,
                    end,
                    null,
                    "",
                    "");
            rows.forget(now.minus(KEPT));
            rows.forgetOver(identity.subject(), identity.issuer(), now, KEPT_AT_MOST);
            rows.insert(key, asked.digest(), identity);
            reports.issued(key, identity.tokenId());
            return new Issued.Key(key);
        });
        return switch (issued) {
            case Issued.Key(var key) -> {
                counts.issued();
                yield key;
            }
            case Issued.Refused(var reason, var why) -> {
                counts.refused(reason);
                throw new RefusedException(why);
            }
        };
    }

    private Issued refused(KeyFiling asked, NoKey reason, Refusal why) {
        reports.refused(asked, why);
        return new Issued.Refused(reason, why);
    }

    /// Who knocks at a connection with a key; empty if no such key opens it now.
    Optional<KeyHolder> check(KeyCheck asked) {
        Optional<KeyHolder> holder = rows.byDigest(asked.digest())
                .filter(found -> found.key().connection().equals(asked.connection()))
                .filter(found -> found.key().holds(clock.instant()));
        counts.lookedUp(holder.isPresent());
        return holder;
    }

    /// Why keys hold no longer, for those of which that is so.
    Map<String, String> ended(List<UUID> ids) {
        Map<String, AccessKey> known = rows.byIds(ids).stream().collect(Collectors.toMap(AccessKey::id, key -> key));
        Instant now = clock.instant();
        Map<String, String> reasons = new HashMap<>();
        for (UUID id : ids) {
            AccessKey key = known.get(id.toString());
            if (key == null || !key.holds(now)) {
                reasons.put(id.toString(), reason(key));
            }
        }
        return reasons;
    }

    private static String reason(@Nullable AccessKey key) {
        if (key == null || key.endedAt() == null) {
            return "the key has expired";
        }
        return "the key was ended" + (key.endReason().isEmpty() ? "" : ": " + key.endReason());
    }

    /// Ends a key. Its holder may, and whoever operates.
    AccessKey end(UUID id, String reason, Caller caller) {
        AtomicInteger ended = new AtomicInteger();
        AccessKey now = inTransaction(() -> {
            AccessKey key = rows.lock(id)
                    .filter(found -> isOwn(found, caller) || caller.roles().contains(Roles.OPERATOR))
                    .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
            if (!key.holds(clock.instant())) {
                return key;
            }
            ended.set(1);
            return endLocked(key, caller.subject(), reason);
        });
        counts.ended(ended.get());
        return now;
    }

    /// Ends the keys of a subject that the order covers, whoever vouches for it.
    void revoke(KeyRevocation order) {
        Instant until = order.issuedUntil();
        counts.ended(inTransaction(() -> {
            rows.queueFor(order.subject());
            List<AccessKey> covered = rows.lockOf(order.subject(), clock.instant()).stream()
                    .filter(key -> until == null || !key.issuedAt().isAfter(until))
                    .toList();
            covered.forEach(key -> endLocked(key, order.by(), order.reason()));
            return covered.size();
        }));
    }

    /// Keys, the newest first: everybody's to those who watch over them, to others their own. That
    /// somebody was shown another's is audited in the same transaction.
    List<AccessKey> list(int limit, Caller reader) {
        return inTransaction(() -> {
            boolean all = reader.seesAll();
            List<AccessKey> shown =
                    rows.list(all ? null : reader.subject(), all ? null : reader.issuer(), limit).stream()
                            .filter(key -> all || isOwn(key, reader))
                            .toList();
            List<String> others = shown.stream()
                    .filter(key -> !isOwn(key, reader))
                    .map(AccessKey::id)
                    .toList();
            if (!others.isEmpty()) {
                reports.read(reader, others);
            }
            return shown;
        });
    }

    private AccessKey endLocked(AccessKey key, String by, String words) {
        String reason = PeoplesWords.kept(words);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        rows.end(key.id(), now, by, reason);
        reports.ended(key, by, reason);
        return new AccessKey(
                key.id(),
                key.subject(),
                key.issuer(),
                key.actors(),
                key.connection(),
                key.purpose(),
                key.issuedAt(),
                key.expiresAt(),
                now,
                by,
                reason);
    }

    /// A program that acts for a person has keys of its own; the person rules over all in their name.
    private static boolean isOwn(AccessKey key, Caller caller) {
        return key.subject().equals(caller.subject())
                && key.issuer().equals(caller.issuer())
                && (caller.actors().isEmpty() || key.actors().equals(caller.actors()));
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    /// A refusal is on record like an issue: both commit.
    private sealed interface Issued {
        record Key(AccessKey key) implements Issued {}

        record Refused(NoKey reason, Refusal why) implements Issued {}
    }
}
