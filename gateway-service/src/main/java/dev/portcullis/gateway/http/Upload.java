// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Uploads;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A body on its way from the caller to the target, never held as a whole: what the target does not take is not asked
/// of the caller. It is counted and digested as it passes, and breaks off where it breaks its bounds or its word.
final class Upload {
    private final Flux<byte[]> pieces;
    private final long declared;
    private final Uploads bounds;
    private final Duration silence;
    private final MessageDigest digest = sha256();
    private volatile long bytes;
    private volatile String whole = "";
    private volatile @Nullable Refused broken;

    /// @param pieces the body; read once, and not before it is to be sent
    /// @param declared how long the caller says it is; negative where it says nothing
    /// @param limits the target's, which takes uploads
    Upload(Flux<byte[]> pieces, long declared, HttpTarget.Limits limits) {
        this.pieces = pieces;
        this.declared = declared;
        this.bounds = Objects.requireNonNull(limits.uploads());
        this.silence = Duration.ofSeconds(limits.answerSeconds());
    }

    /// How long the caller says it is; negative where it says nothing.
    long declared() {
        return declared;
    }

    /// How long it may take.
    Duration longest() {
        return Duration.ofSeconds(bounds.seconds());
    }

    /// The body as it goes on. Fails with [Refused] in the middle, and whoever sends it then must not end it.
    Flux<byte[]> passing() {
        Mono<byte[]> tooLong = Mono.delay(longest()).then(Mono.error(Refused.notUnderstood(slow(longest()))));
        return pieces.doOnNext(this::count)
                // Time counts while either side keeps the other waiting.
                .timeout(silence)
                .takeUntilOther(tooLong)
                .concatWith(Mono.defer(this::end))
                .onErrorMap(this::refused)
                .doOnError(Refused.class, e -> broken = e);
    }

    /// Why it did not come to its end; null if it did, or is on its way.
    @Nullable
    Refused broken() {
        return broken;
    }

    /// What of it passed.
    SessionAudit.Upload passed() {
        return new SessionAudit.Upload(bytes, whole);
    }

    private void count(byte[] piece) {
        long sum = bytes + piece.length;
        if (sum > bounds.bytes()) {
            throw new Refused(new Refusal.TooLarge(bounds.bytes()));
        }
        if (declared >= 0 && sum > declared) {
            throw notAsDeclared();
        }
        digest.update(piece);
        bytes = sum;
    }

    private Mono<byte[]> end() {
        if (declared >= 0 && declared != bytes) {
            return Mono.error(notAsDeclared());
        }
        whole = HexFormat.of().formatHex(digest.digest());
        return Mono.empty();
    }

    private static Refused notAsDeclared() {
        return Refused.notUnderstood("the body is not as long as it says it is");
    }

    private Throwable refused(Throwable cause) {
        return switch (cause) {
            case Refused refused -> refused;
            case TimeoutException _ -> Refused.notUnderstood(slow(silence));
            // Nothing else can go wrong here than the line to the caller.
            default -> new Refused(new Refusal.Cancelled());
        };
    }

    private static String slow(Duration bound) {
        return "the body does not come to its end, or not on within " + bound.toSeconds() + " s";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
