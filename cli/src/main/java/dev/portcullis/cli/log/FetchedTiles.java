// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.merkle.TileAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Function;

/// The tiles of the log, one by one as they are needed.
final class FetchedTiles implements Function<TileAddress, Optional<byte[]>> {

    private static final int MOST_BYTES = 1 << 16;

    private final Edge edge;

    FetchedTiles(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Optional<byte[]> apply(TileAddress address) {
        try {
            HttpResponse<InputStream> answer = edge.attempt(Edge.Call.get("/api/audit/v1/log/" + address.path()));
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MOST_BYTES);
                return answer.statusCode() == 200 ? Optional.of(bytes) : Optional.empty();
            }
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }
}
