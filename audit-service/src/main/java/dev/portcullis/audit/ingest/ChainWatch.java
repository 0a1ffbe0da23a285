// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.merkle.ChainHead;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Follows the chains of one batch from where the stored log left them.
final class ChainWatch {

    private final Map<String, ChainHead> heads;
    private final Findings findings;

    ChainWatch(Map<String, ChainHead> stored, Findings findings) {
        this.heads = new HashMap<>(stored);
        this.findings = findings;
    }

    /// What is wrong with how this event joins its chain, if anything is.
    Optional<OwnEvent> follow(LogEntry entry) {
        ChainHead head = heads.getOrDefault(entry.chainId(), ChainHead.START);
        // A number used twice does not move the chain: the first event under it is the one that counts.
        if (entry.seq() > head.seq()) {
            heads.put(entry.chainId(), new ChainHead(entry.seq(), entry.body().digest()));
        }
        return switch (head.step(entry.seq(), entry.prev())) {
            case ChainHead.Step.Linked _ -> Optional.empty();
            case ChainHead.Step.Missing gap -> Optional.of(findings.missing(entry, gap));
            case ChainHead.Step.Repeated repeated -> Optional.of(findings.repeated(entry, repeated));
            case ChainHead.Step.Unlinked unlinked -> Optional.of(findings.unlinked(entry, unlinked));
        };
    }
}
