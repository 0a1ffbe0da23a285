// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Keeps those who have no valid token from filling the journal, which would shut the gate for those who have one. So
/// many of them are recorded one by one, from each address and in all; of the others it is recorded how many there
/// were.
///
/// Nobody is turned away for it: behind one address there may be many callers.
final class Strangers {
    static final int RECORDED_EACH = 30;
    static final int RECORDED_IN_ALL = 600;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;
    private static final int MOST_TOLD = 100;

    /// Instead of an address, where there were too many.
    private static final String ELSEWHERE = "";

    private final Cache<String, Bucket> addresses = Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterAccess(MINUTE)
            .build();
    private final Bucket all = bucket(RECORDED_IN_ALL);
    private final Map<Where, LongAdder> unrecorded = new ConcurrentHashMap<>();

    /// Whether the next one from this address is recorded by itself.
    boolean isRecorded(String protocol, String address) {
        if (addresses.get(address, _ -> bucket(RECORDED_EACH)).tryConsume(1) && all.tryConsume(1)) {
            return true;
        }
        Where where = new Where(protocol, address);
        unrecorded
                .computeIfAbsent(
                        unrecorded.size() < MOST_TOLD || unrecorded.containsKey(where)
                                ? where
                                : new Where(protocol, ELSEWHERE),
                        _ -> new LongAdder())
                .increment();
        return false;
    }

    /// How many were not recorded since the last call. What is added meanwhile may be told with the next one.
    List<Unrecorded> drain() {
        List<Unrecorded> told = new ArrayList<>();
        unrecorded.forEach((where, count) -> {
            long sum = count.sumThenReset();
            if (sum > 0) {
                told.add(new Unrecorded(where.protocol(), where.address(), sum));
            } else {
                // Nobody came since the last time; whoever comes in this very moment is counted in
                // `portcullis.refusals`.
                unrecorded.remove(where, count);
            }
        });
        return told;
    }

    private static Bucket bucket(int perMinute) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build();
    }

    private record Where(String protocol, String address) {}

    /// So many from there.
    record Unrecorded(String protocol, String address, long count) {}
}
