// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.web.NotFoundException;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TileAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The hashes of the tree as C2SP tlog-tiles, below the same prefix as `/checkpoint`. A tile never
/// changes, so whoever has one need not ask again. There are no tiles of entries: what was logged is
/// read by `/entries`, which is recorded.
@RestController
@RequestMapping("/v1/log/tile")
class TileController {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private final Checkpoints checkpoints;
    private final TreeTables tree;

    TileController(Checkpoints checkpoints, TreeTables tree) {
        this.checkpoints = checkpoints;
        this.tree = tree;
    }

    /// The hashes of one tile, 32 bytes each: 256 of them, or with `.p/W` at the end of the path the
    /// first W. Only what the newest checkpoint signs is there.
    @GetMapping(path = "/{level}/{*number}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<byte[]> tile(@PathVariable String level, @PathVariable String number) {
        TileAddress address = TileAddress.parse("tile/" + level + number)
                .filter(this::isSigned)
                .orElseThrow(() -> new NotFoundException("There is no such tile."));
        Tile stored = tree.tile(address);
        byte[] hashes = Arrays.copyOf(stored.toBytes(), address.width() * Digest.LENGTH);
        return ResponseEntity.ok().cacheControl(FOR_EVER).body(hashes);
    }

    private boolean isSigned(TileAddress address) {
        Optional<CheckpointTable.Stored> newest = checkpoints.newest();
        return newest.isPresent()
                && address.width()
                        <= TileAddress.widthAt(
                                address.level(), address.number(), newest.get().size());
    }
}
