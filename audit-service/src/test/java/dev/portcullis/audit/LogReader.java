// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.contracts.audit.LogPage;
import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LogVerifier;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.StoredLeaf;
import dev.portcullis.merkle.TileAddress;
import dev.portcullis.merkle.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// An auditor with nothing but the REST interface and a public key.
final class LogReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditServer server;
    private final VerifierKey key;

    LogReader(AuditServer server) throws NoteException {
        this.server = server;
        this.key =
                VerifierKey.parse(server.get("/v1/log/vkey", "auditor").body().strip());
    }

    String checkpoint() {
        return server.get("/v1/log/checkpoint", "auditor").body();
    }

    /// A checkpoint that covers everything stored up to now. A service that has just started signs none before it
    /// compared what was published.
    String checkpointOfNow() {
        long size = server.jdbc().queryForObject("SELECT size FROM tree_state", Long.class);
        Eventually.until("a checkpoint of size " + size + " is signed", () -> {
            HttpResponse<String> answer = server.get("/v1/log/checkpoint", "auditor");
            return answer.statusCode() == 200 && sizeOf(answer.body()) >= size;
        });
        return checkpoint();
    }

    long sizeOf(String note) {
        try {
            return Checkpoint.open(note, key).size();
        } catch (NoteException e) {
            throw new AssertionError(note, e);
        }
    }

    VerifierKey key() {
        return key;
    }

    /// All of them, also behind the newest checkpoint.
    List<StoredLeaf> leaves() {
        List<StoredLeaf> leaves = new ArrayList<>();
        Long next = 0L;
        while (next != null) {
            String body = server.get("/v1/log/entries?limit=100&from=" + next, "auditor")
                    .body();
            LogPage page = JSON.readValue(body, LogPage.class);
            page.items().forEach(entry -> leaves.add(leaf(entry)));
            next = page.next();
        }
        return leaves;
    }

    LogVerifier.Verdict verify(String checkpoint, List<String> earlier) {
        return new LogVerifier(key).verify(checkpoint, earlier, leaves().iterator());
    }

    /// With the tiles that are served, as the command line does it.
    LogVerifier.Verdict verifyWithTiles(String checkpoint) {
        return new LogVerifier(key).verify(checkpoint, List.of(), leaves().iterator(), this::tile);
    }

    private Optional<byte[]> tile(TileAddress address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + "/v1/log/" + address.path()))
                .header(
                        "Authorization",
                        "Bearer " + AuditServer.token("auditor").sign())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static StoredLeaf leaf(LogPage.Entry entry) {
        return new StoredLeaf(
                entry.index(),
                entry.eventId(),
                Digest.fromHex(entry.leafHash()),
                StoredLeaf.Content.of(Base64.getDecoder().decode(entry.event())),
                new StoredLeaf.Columns(
                        entry.session(),
                        entry.seq(),
                        entry.prev(),
                        entry.kind(),
                        entry.classUid(),
                        entry.time(),
                        entry.sha256(),
                        entry.salt()));
    }
}
