// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.CanonicalText;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a bundle as one zip while its events come by. Of the events only what the tables need stays
/// in memory. What is not finished is no zip: a bundle that broke off cannot pass for a whole one.
public final class BundleWriter {

    static final String CHECKPOINT = "checkpoint";
    static final String EVENTS = "events.ndjson";
    static final String KEYS = "keys";

    private final ZipOutputStream zip;
    private final BundleHeader header;
    private final Tables tables;

    private BundleWriter(ZipOutputStream zip, BundleHeader header) {
        this.zip = zip;
        this.header = header;
        this.tables = new Tables(header.from());
    }

    /// Begins with the signed checkpoint under which all events are proven.
    ///
    /// @param keys what the log's keys said of their successors ([KeySuccession]): whoever has an old one can
    ///     check the bundle too
    public static BundleWriter begin(OutputStream out, BundleHeader header, String checkpoint, List<String> keys)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        BundleWriter writer = new BundleWriter(zip, header);
        writer.file(Summary.HEADER.file());
        header.write(writer::line);
        writer.file(CHECKPOINT);
        zip.write(checkpoint.getBytes(StandardCharsets.UTF_8));
        if (!keys.isEmpty()) {
            writer.file(KEYS);
            zip.write(KeySuccession.join(keys).getBytes(StandardCharsets.UTF_8));
        }
        writer.file(EVENTS);
        return writer;
    }

    /// The next event in the order of the log, the salt of its leaf, and the way from there to the root.
    /// The request comes last.
    public void add(long index, byte[] event, Salt salt, List<Digest> path) throws IOException, NoteException {
        CitedEvent cited = CitedEvent.of(index, event, salt);
        if (index != header.requestIndex()) {
            tables.take(cited);
        }
        StringJoiner hashes = new StringJoiner("\",\"", "[\"", "\"]").setEmptyValue("[]");
        path.forEach(hash -> hashes.add(hash.base64()));
        StringBuilder line = new StringBuilder("{\"index\":").append(index).append(",\"id\":");
        CanonicalText.quote(line, cited.id());
        if (!salt.isNone()) {
            line.append(",\"salt\":\"").append(salt.hex()).append('"');
        }
        line.append(",\"path\":").append(hashes).append(",\"event\":\"");
        line(line.append(Base64.getEncoder().encodeToString(event))
                .append("\"}")
                .toString());
    }

    /// Makes the tables and ends the zip; the stream below stays open.
    public void finish() throws IOException {
        List<Table> made = tables.all();
        for (Summary summary : Summary.values()) {
            if (summary != Summary.HEADER) {
                file(summary.file());
                summary.write(header, made, this::line);
            }
        }
        zip.finish();
    }

    private void file(String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
    }

    private void line(String line) throws IOException {
        zip.write(line.getBytes(StandardCharsets.UTF_8));
        zip.write('\n');
    }
}
