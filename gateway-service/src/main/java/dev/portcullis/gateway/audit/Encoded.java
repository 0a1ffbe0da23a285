// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Members of events about things that many events are about and that never change: written once for each of
/// them. Bounded; what was forgotten is written again. Safe for any number of threads.
///
/// @param <T> what they are about
final class Encoded<T> {
    private static final int MOST_BYTES = 8 << 20;
    /// What an entry takes besides its bytes.
    private static final int OVERHEAD = 200;

    private final Cache<T, byte[]> known;
    private final Function<T, byte[]> encode;

    private Encoded(Caffeine<Object, Object> builder, BiConsumer<JsonBuffer, T> members) {
        this.known = builder.maximumWeight(MOST_BYTES)
                .weigher((T _, byte[] bytes) -> OVERHEAD + bytes.length)
                // On the spot: it takes less than to wake another thread for it.
                .executor(Runnable::run)
                .build();
        this.encode = thing -> {
            JsonBuffer out = new JsonBuffer();
            members.accept(out, thing);
            return out.copy();
        };
    }

    /// For large things, each of which is used again and again as the same object and forgotten with it.
    static <T> Encoded<T> byIdentity(BiConsumer<JsonBuffer, T> members) {
        return new Encoded<>(Caffeine.newBuilder().weakKeys(), members);
    }

    /// For small things that are made anew for each event.
    static <T> Encoded<T> byValue(BiConsumer<JsonBuffer, T> members) {
        return new Encoded<>(Caffeine.newBuilder(), members);
    }

    void writeTo(JsonBuffer out, T thing) {
        byte[] members = known.getIfPresent(thing);
        out.encoded(members == null ? known.get(thing, encode) : members);
    }
}
