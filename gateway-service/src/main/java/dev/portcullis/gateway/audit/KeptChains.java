// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.merkle.HeartbeatStatement.Kept;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The chains of sessions that heartbeats name: from the first event that is on disk until a heartbeat
/// on disk has said how the chain ended.
final class KeptChains {
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();

    /// There is an event of it on disk.
    void add(Chain chain) {
        chains.putIfAbsent(chain.id(), chain);
    }

    /// How far each of them has come on disk.
    List<Kept> list() {
        return chains.values().stream()
                .map(Chain::kept)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Whether the disk has all that there is of the chains that are over.
    boolean isSettled() {
        return chains.values().stream().allMatch(Chain::isSettled);
    }

    /// These were told. What has ended needs no more telling, unless something was added to it since.
    void told(Collection<Kept> listed) {
        for (Kept one : listed) {
            if (one.ended()) {
                chains.computeIfPresent(
                        one.chain(),
                        (_, chain) -> chain.kept().filter(one::equals).isPresent() ? null : chain);
            }
        }
    }
}
