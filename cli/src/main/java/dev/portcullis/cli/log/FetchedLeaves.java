// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.StoredLeaf;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The leaves of the log, page by page as they are needed.
final class FetchedLeaves implements Iterator<StoredLeaf> {

    private static final String PATH = "/api/audit/v1/log/entries?limit=1000&from=";

    private final Edge edge;
    private final Deque<StoredLeaf> fetched = new ArrayDeque<>();
    private @Nullable Long next = 0L;

    FetchedLeaves(Edge edge) {
        this.edge = edge;
    }

    @Override
    public boolean hasNext() {
        while (fetched.isEmpty() && next != null) {
            fetch(next);
        }
        return !fetched.isEmpty();
    }

    @Override
    public StoredLeaf next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return fetched.removeFirst();
    }

    private void fetch(long from) {
        JsonNode page = page(from);
        page.path("items").forEach(entry -> fetched.add(leaf(entry)));
        long following = page.path("next").asLong(-1);
        // a page that points back would be read for ever
        next = following > from ? following : null;
    }

    private JsonNode page(long from) {
        try {
            return edge.read(Edge.Call.get(PATH + from), JsonNode.class);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }

    private static StoredLeaf leaf(JsonNode entry) {
        String eventId = entry.path("eventId").asString("");
        long index = entry.path("index").asLong(-1);
        try {
            return new StoredLeaf(
                    index,
                    eventId,
                    Digest.fromHex(entry.path("leafHash").asString("")),
                    StoredLeaf.Content.of(
                            Base64.getDecoder().decode(entry.path("event").asString(""))),
                    new StoredLeaf.Columns(
                            entry.path("session").asString(""),
                            entry.path("seq").asLong(-1),
                            entry.path("prev").asString(""),
                            entry.path("kind").asString(""),
                            entry.path("classUid").asLong(-1),
                            entry.path("time").asString(""),
                            entry.path("sha256").asString(""),
                            entry.path("salt").asString("")));
        } catch (IllegalArgumentException _) {
            throw new CommandFailed("The log is NOT SOUND: a stored digest is none\n  event   " + SafeText.line(eventId)
                    + "\n  index   " + index);
        }
    }
}
