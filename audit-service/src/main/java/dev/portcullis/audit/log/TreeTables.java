// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEntry;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TileAddress;
import dev.portcullis.merkle.TiledNodes;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// The tables of the tree: its leaves, its full tiles, and the one row that says how far it has grown.
@Component
class TreeTables implements TiledNodes.Tiles {

    private static final RowMapper<TreeState> STATE =
            (row, _) -> new TreeState(row.getLong(1), Digest.of(row.getBytes(2)));
    private static final RowMapper<Digest> HASH = (row, _) -> Digest.of(row.getBytes(1));

    private final JdbcTemplate jdbc;

    TreeTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// The state, locked until the transaction ends: one writer at a time, so the order of leaves is the order of
    /// commits.
    TreeState lock() {
        return only(jdbc.query("SELECT size, root FROM tree_state FOR UPDATE", STATE));
    }

    TreeState state() {
        return only(jdbc.query("SELECT size, root FROM tree_state", STATE));
    }

    void advance(TreeState from, TreeState to) {
        int moved = jdbc.update(
                "UPDATE tree_state SET size = ?, root = ? WHERE size = ?",
                to.size(),
                to.root().bytes(),
                from.size());
        if (moved != 1) {
            throw new IllegalStateException("the tree was moved by somebody who did not hold its lock");
        }
    }

    void insertLeaves(long firstIndex, List<LeafEntry> leaves, List<Digest> leafHashes) {
        CopyRows rows = new CopyRows(3);
        for (int i = 0; i < leaves.size(); i++) {
            rows.row().int8(firstIndex + i).text(leaves.get(i).leafId()).digest(leafHashes.get(i));
        }
        jdbc.execute((Connection connection) -> {
            rows.into(connection, "log_leaf (leaf_index, event_id, leaf_hash)");
            return null;
        });
    }

    void insertTiles(List<TreeGrowth.FullTile> tiles) {
        jdbc.batchUpdate(
                "INSERT INTO log_tile (level, number, hashes, root) VALUES (?, ?, ?, ?)",
                new BatchPreparedStatementSetter() {
                    @Override
                    public void setValues(java.sql.PreparedStatement insert, int i) throws java.sql.SQLException {
                        TreeGrowth.FullTile full = tiles.get(i);
                        insert.setInt(1, full.level());
                        insert.setLong(2, full.number());
                        insert.setBytes(3, full.tile().toBytes());
                        insert.setBytes(4, full.tile().root().bytes());
                    }

                    @Override
                    public int getBatchSize() {
                        return tiles.size();
                    }
                });
    }

    /// Where an event, or what else has a leaf, stands, with its leaf hash.
    Optional<StoredLeafHash> leafOf(String leafId) {
        return jdbc
                .query(
                        "SELECT leaf_index, leaf_hash FROM log_leaf WHERE event_id = ?",
                        (row, _) -> new StoredLeafHash(row.getLong(1), Digest.of(row.getBytes(2))),
                        leafId)
                .stream()
                .findFirst();
    }

    /// One leaf as it stands in the tree.
    record StoredLeafHash(long index, Digest hash) {}

    @Override
    public Tile tile(TileAddress address) {
        List<byte[]> full = jdbc.query(
                "SELECT hashes FROM log_tile WHERE level = ? AND number = ?",
                (row, _) -> row.getBytes(1),
                address.level(),
                address.number());
        if (full.isEmpty() && address.width() == TileAddress.FULL) {
            // Stored with its last leaf: it is not only late.
            throw new DamagedLogException(address.path() + " is missing");
        }
        return full.isEmpty() ? partial(address) : Tile.fromBytes(full.getFirst());
    }

    private Tile partial(TileAddress address) {
        long first = address.number() * TileAddress.FULL;
        long last = first + TileAddress.FULL - 1;
        List<Digest> hashes = address.level() == 0
                ? jdbc.query(
                        "SELECT leaf_hash FROM log_leaf WHERE leaf_index BETWEEN ? AND ? ORDER BY leaf_index",
                        HASH,
                        first,
                        last)
                : jdbc.query(
                        "SELECT root FROM log_tile WHERE level = ? AND number BETWEEN ? AND ? ORDER BY number",
                        HASH,
                        address.level() - 1,
                        first,
                        last);
        if (hashes.size() < address.width()) {
            throw new DamagedLogException(address.path() + " is missing or incomplete");
        }
        return Tile.of(hashes);
    }

    private static TreeState only(List<TreeState> rows) {
        if (rows.size() != 1) {
            throw new DamagedLogException("the state of the tree is missing");
        }
        return rows.getFirst();
    }
}
