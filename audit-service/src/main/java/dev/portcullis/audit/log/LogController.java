// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.contracts.audit.LogPage;
import dev.portcullis.merkle.InclusionProof;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.MerkleTree;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignedNote;
import dev.portcullis.merkle.TiledNodes;
import dev.portcullis.merkle.TlogProof;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The log for those who check it: everything needed to verify it without believing this service.
@RestController
@RequestMapping("/v1/log")
class LogController {

    private final Checkpoints checkpoints;
    private final Cosignatures cosignatures;
    private final TreeTables tree;
    private final KeyAnnouncements announcements;
    private final EventTable events;
    private final LogPages pages;
    private final ReadRecord reads;

    LogController(
            Checkpoints checkpoints,
            Cosignatures cosignatures,
            TreeTables tree,
            KeyAnnouncements announcements,
            EventTable events,
            LogPages pages,
            ReadRecord reads) {
        this.checkpoints = checkpoints;
        this.cosignatures = cosignatures;
        this.tree = tree;
        this.announcements = announcements;
        this.events = events;
        this.pages = pages;
        this.reads = reads;
    }

    /// The public key of the log, in C2SP form.
    @GetMapping(path = "/vkey", produces = MediaType.TEXT_PLAIN_VALUE)
    String vkey() {
        return checkpoints.shown().vkey() + "\n";
    }

    /// What the log's keys said of their successors, each a note signed by both, with two empty lines
    /// between them; nothing if the log never changed its key.
    @GetMapping(path = "/keys", produces = MediaType.TEXT_PLAIN_VALUE)
    String keys() {
        return KeySuccession.join(announcements.all());
    }

    /// The newest checkpoint, a signed note, with what witnesses said of it so far.
    @GetMapping(path = "/checkpoint", produces = MediaType.TEXT_PLAIN_VALUE)
    String checkpoint() {
        return withWitnesses(checkpoints.newest().orElseGet(checkpoints::sign));
    }

    /// The newest checkpoint that as many witnesses have seen as must.
    @GetMapping(path = "/checkpoint/witnessed", produces = MediaType.TEXT_PLAIN_VALUE)
    String witnessed() {
        return cosignatures
                .newestWitnessed()
                .map(this::withWitnesses)
                .orElseThrow(() -> new NotFoundException("No checkpoint was seen by as many witnesses as must."));
    }

    private String withWitnesses(CheckpointTable.Stored checkpoint) {
        return cosignatures.onto(checkpoint.note(), checkpoint.size());
    }

    /// Events in the order of the log, with their exact bytes.
    @GetMapping(path = "/entries", produces = MediaType.APPLICATION_JSON_VALUE)
    LogPage entries(
            @RequestParam(defaultValue = "0") @Min(0) long from,
            @RequestParam(defaultValue = "500") @Min(1) @Max(LogPages.MAX_ENTRIES) int limit,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        LogPage page = pages.read(from, limit);
        reads.record(
                Caller.of(token, request),
                "log.entries",
                "log",
                "from " + from + ", " + page.items().size());
        return page;
    }

    /// The proof that one event is in the log, for an auditor to keep: under a checkpoint that witnesses have seen,
    /// if there is one that holds the event.
    @GetMapping(path = "/proofs/{eventId}", produces = MediaType.TEXT_PLAIN_VALUE)
    String proof(@PathVariable String eventId) throws NoteException {
        TreeTables.StoredLeafHash leaf = tree.leafOf(eventId)
                .orElseThrow(() -> new NotFoundException("There is no event " + eventId + " in the log."));
        CheckpointTable.Stored signed = cosignatures
                .newestWitnessed()
                .or(checkpoints::newest)
                .filter(newest -> newest.size() > leaf.index())
                .orElseGet(checkpoints::sign);
        InclusionProof inclusion =
                new MerkleTree(new TiledNodes(tree), signed.size()).inclusionProof(leaf.index(), signed.size());
        if (!inclusion.proves(leaf.hash(), signed.root())) {
            throw new DamagedLogException("the stored tree does not prove leaf " + leaf.index());
        }
        SignedNote note = SignedNote.parse(withWitnesses(signed));
        return new TlogProof(leaf.index(), inclusion.path(), note, events.salt(eventId)).text();
    }
}
