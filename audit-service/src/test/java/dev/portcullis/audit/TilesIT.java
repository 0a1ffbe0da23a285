// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.InclusionProof;
import dev.portcullis.merkle.MerkleTree;
import dev.portcullis.merkle.StoredLeaf;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TileAddress;
import dev.portcullis.merkle.TiledNodes;
import dev.portcullis.testing.KafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tree over REST, as C2SP tlog-tiles lays it out.
class TilesIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static AuditServer server;

    @BeforeAll
    static void aLogOfSeveralTiles() throws Exception {
        server = AuditServer.start(AuditServer.Place.create(BROKER));
        try (Gateway gateway = new Gateway(BROKER)) {
            for (int i = 0; i < 60; i++) {
                Chain chain = new Chain("s");
                gateway.emitLater(chain, chain.started("agent", "orders"));
                for (int command = 0; command < 9; command++) {
                    gateway.emitLater(chain, chain.intent());
                }
            }
            gateway.flush();
        }
        Eventually.until(
                "all is stored", () -> server.jdbc().queryForObject("SELECT size FROM tree_state", Long.class) >= 600);
        // And signed: what is not is not shown.
        new LogReader(server).checkpointOfNow();
    }

    @AfterAll
    static void stop() {
        server.close();
        BROKER.close();
    }

    @Test
    void giveTheRootThatIsSignedAndProofsOfEveryLeaf() throws Exception {
        LogReader auditor = new LogReader(server);
        Checkpoint signed = Checkpoint.open(auditor.checkpointOfNow(), auditor.key());
        List<StoredLeaf> leaves = auditor.leaves();
        Map<String, Tile> fetched = new HashMap<>();
        MerkleTree tree = new MerkleTree(
                new TiledNodes(wanted -> fetched.computeIfAbsent(
                        wanted.level() + "/" + wanted.number(), _ -> whole(wanted, signed.size()))),
                signed.size());
        assertThat(tree.rootAt(signed.size())).isEqualTo(signed.root());
        for (long index = 0; index < signed.size(); index += 37) {
            InclusionProof proof = tree.inclusionProof(index, signed.size());
            assertThat(proof.proves(leaves.get((int) index).leafHash(), signed.root()))
                    .isTrue();
        }
        assertThat(fetched.keySet()).contains("0/0", "0/1", "0/2", "1/0");
    }

    @Test
    void areForEverOnceTheyAreThere() throws Exception {
        HttpResponse<byte[]> full = fetch("tile/0/000", "auditor");
        assertThat(full.statusCode()).isEqualTo(200);
        assertThat(full.body()).hasSize(8192);
        assertThat(full.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(full.headers().firstValue("Cache-Control")).contains("max-age=31536000, private, immutable");
        byte[] part = fetch("tile/0/000.p/3", "auditor").body();
        assertThat(part).hasSize(3 * Digest.LENGTH).isEqualTo(Arrays.copyOf(full.body(), part.length));
        assertThat(server.get("/v1/log/checkpoint", "auditor").headers().firstValue("Cache-Control"))
                .hasValueSatisfying(told -> assertThat(told).contains("no-store"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/003",
                "tile/0/x001/000",
                "tile/1/000",
                "tile/1/000.p/200",
                "tile/2/000.p/1",
                "tile/63/000.p/1",
                "tile/0/000.p/256",
                "tile/0/000.p/0",
                "tile/0/0",
                "tile/00/000",
                "tile/0/x000/000",
                "tile/entries/000",
                "tile/0/"
            })
    void areNotThereUnderAnotherNameOrBeforeTheyAreSigned(String path) throws Exception {
        HttpResponse<byte[]> answer = fetch(path, "auditor");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(told -> assertThat(told).doesNotContain("immutable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "approver", "agent", "developer", "policy-admin", "service"})
    void areForAuditorsOnly(String role) throws Exception {
        assertThat(fetch("tile/0/000", role).statusCode()).isEqualTo(403);
        assertThat(fetch("keys", role).statusCode()).isEqualTo(403);
        assertThat(server.send("GET", "/v1/log/tile/0/000", "").statusCode()).isEqualTo(401);
        assertThat(fetch("tile/0/000", "auditor").statusCode()).isEqualTo(200);
    }

    private static Tile whole(TileAddress wanted, long size) {
        int width = TileAddress.widthAt(wanted.level(), wanted.number(), size);
        try {
            return Tile.fromBytes(fetch(new TileAddress(wanted.level(), wanted.number(), width).path(), "auditor")
                    .body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<byte[]> fetch(String path, String role) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + "/v1/log/" + path))
                .header("Authorization", "Bearer " + AuditServer.token(role).sign())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
