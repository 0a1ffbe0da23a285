// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.SignerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Words what the gateway says of the chains it keeps ([HeartbeatStatement]).
final class Heartbeats {
    private final SignerKey key;
    private final String gateway;
    private final Consumer<JsonBuffer> body;
    private final AtomicLong beats = new AtomicLong();

    /// @throws IllegalStateException the key does not speak for this gateway
    Heartbeats(SignerKey key, String gateway, Consumer<JsonBuffer> body) {
        this.key = key;
        this.gateway = gateway;
        this.body = body;
        if (!HeartbeatStatement.speaksFor(key.verifier(), gateway)) {
            throw new IllegalStateException("the key of " + key.verifier().name() + " does not speak for the gateway "
                    + gateway + ": its name has to be that, or what it begins with before a hyphen");
        }
    }

    /// One beat, in as many parts as it takes to name all of them.
    List<Draft> beat(List<Kept> chains, boolean last) {
        long beat = beats.incrementAndGet();
        int most = HeartbeatStatement.MOST_CHAINS;
        int parts = Math.max(1, Math.ceilDiv(chains.size(), most));
        List<Draft> drafts = new ArrayList<>(parts);
        for (int part = 1; part <= parts; part++) {
            List<Kept> named = chains.subList((part - 1) * most, Math.min(chains.size(), part * most));
            drafts.add(part(beat, part, parts, last, named));
        }
        return drafts;
    }

    private Draft part(long beat, int part, int parts, boolean last, List<Kept> chains) {
        return new Draft(AuditKind.GATEWAY_HEARTBEAT, Shape.HEARTBEAT, body, (out, place) -> {
            var statement = new HeartbeatStatement(gateway, place.get(), beat, part, parts, last, chains);
            out.name("statement").text(statement.sign(key).note());
        });
    }
}
