// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.InclusionProof;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.VerifierKey;
import dev.portcullis.merkle.WitnessPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Checks a bundle offline: that each event is in the log that was signed, that these are the events
/// the request for the bundle named, and that every table and the page for people say what the events
/// say. Trusts the key and nothing else.
public final class BundleVerifier {

    private static final int MAX_TEXT = 1 << 20;
    private static final Pattern VERSION = Pattern.compile("\"v\": ([0-9]{1,9})");

    /// What came out.
    public sealed interface Verdict {
        /// All of it holds.
        record Sound(BundleHeader header) implements Verdict {}

        /// The first thing that does not.
        record Unsound(String what) implements Verdict {}
    }

    private final LogKeys trusted;
    private final WitnessPolicy witnesses;

    public BundleVerifier(VerifierKey trusted) {
        this(LogKeys.of(trusted), WitnessPolicy.NONE);
    }

    /// Believes a checkpoint only if so many of these have seen it.
    public BundleVerifier(LogKeys trusted, WitnessPolicy witnesses) {
        this.trusted = trusted;
        this.witnesses = witnesses;
    }

    /// Verifies the zip in this file.
    ///
    /// @throws IOException if there is no such file
    public Verdict verify(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            return new Verdict.Sound(check(zip));
        } catch (ZipException | IllegalArgumentException e) {
            return new Verdict.Unsound("this is not a whole bundle: " + e.getMessage());
        } catch (NoteException e) {
            return new Verdict.Unsound(String.valueOf(e.getMessage()));
        }
    }

    private BundleHeader check(ZipFile zip) throws IOException, NoteException {
        requireVersion(zip);
        requireFiles(zip);
        String note = text(zip, BundleWriter.CHECKPOINT);
        // What the log's keys said of each other came along; whom it was not given, it does not believe by that.
        LogKeys keys = zip.getEntry(BundleWriter.KEYS) == null
                ? trusted
                : trusted.following(KeySuccession.split(text(zip, BundleWriter.KEYS)));
        Checkpoint checkpoint = Checkpoint.open(note, keys);
        witnesses.require(note);
        Tables tables = new Tables(claimedStart(zip));
        BundleHeader header = events(zip, checkpoint, tables);
        List<Table> made = tables.all();
        for (Summary summary : Summary.values()) {
            compare(zip, summary, header, made);
        }
        return header;
    }

    /// A bundle of another version says other things in its summaries, which must not look as if somebody had changed
    /// them. What claims to be of this version is held to it.
    private static void requireVersion(ZipFile zip) throws IOException, NoteException {
        if (zip.getEntry(Summary.HEADER.file()) == null) {
            return;
        }
        try (LineReader lines = open(zip, Summary.HEADER.file())) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Matcher claimed = VERSION.matcher(new String(line, StandardCharsets.UTF_8));
                if (claimed.matches() && !claimed.group(1).equals(Integer.toString(BundleHeader.VERSION))) {
                    throw new NoteException("bundle.json says that this bundle is of version " + claimed.group(1)
                            + "; this verifier knows version " + BundleHeader.VERSION
                            + ", and nothing was verified: take the verifier of the bundle's time");
                }
            }
        }
    }

    private static void requireFiles(ZipFile zip) throws NoteException {
        List<String> found =
                new ArrayList<>(zip.stream().map(ZipEntry::getName).sorted().toList());
        found.remove(BundleWriter.KEYS);
        List<String> expected = Stream.concat(
                        Stream.of(BundleWriter.CHECKPOINT, BundleWriter.EVENTS),
                        Stream.of(Summary.values()).map(Summary::file))
                .sorted()
                .toList();
        if (!found.equals(expected)) {
            throw new NoteException("a bundle holds " + expected + ", this one " + found);
        }
    }

    private static String text(ZipFile zip, String file) throws IOException, NoteException {
        try (var in = zip.getInputStream(zip.getEntry(file))) {
            byte[] text = in.readNBytes(MAX_TEXT + 1);
            if (text.length > MAX_TEXT) {
                throw new NoteException("the file " + file + " is too long");
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    // Only to make the tables with. Whether it is the one of the request is seen when the header is compared.
    private static Instant claimedStart(ZipFile zip) throws IOException, NoteException {
        try (LineReader lines = open(zip, Summary.HEADER.file())) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                String text = new String(line, StandardCharsets.UTF_8);
                if (text.startsWith("\"from\": \"") && text.endsWith("\",")) {
                    return Instant.parse(text.substring("\"from\": \"".length(), text.length() - 2));
                }
            }
        } catch (DateTimeParseException e) {
            throw new NoteException("bundle.json names no period", e);
        }
        throw new NoteException("bundle.json names no period");
    }

    private static BundleHeader events(ZipFile zip, Checkpoint checkpoint, Tables tables)
            throws IOException, NoteException {
        Citations citations = new Citations();
        Instant latest = Instant.MIN;
        @Nullable CitedEvent before = null;
        try (LineReader lines = open(zip, BundleWriter.EVENTS)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                CitedEvent event = proven(line, lines.number(), checkpoint);
                if (before != null) {
                    if (event.index() <= before.index()) {
                        throw new NoteException("event " + event.id() + " at index " + event.index()
                                + " is cited twice or out of order");
                    }
                    latest = before.moment().isAfter(latest) ? before.moment() : latest;
                    tables.take(before);
                    citations.add(before.leafHash());
                }
                before = event;
            }
        }
        if (before == null) {
            throw new NoteException("the bundle cites no event, not even the request for it");
        }
        return agreed(BundleHeader.of(before, checkpoint), citations, latest);
    }

    private static BundleHeader agreed(BundleHeader header, Citations citations, Instant latest) throws NoteException {
        long count = citations.count();
        if (header.events() != count
                || !header.citations().equals(citations.digest().hex())) {
            throw new NoteException("events were left out, added or exchanged: the request for this bundle, entry "
                    + header.requestIndex() + " of the log, named " + header.events() + " events, and these are "
                    + (header.events() == count ? "others" : count));
        }
        if (!latest.isBefore(header.to())) {
            throw new NoteException("an event is later than the period");
        }
        return header;
    }

    private static CitedEvent proven(byte[] line, long number, Checkpoint checkpoint) throws NoteException {
        CitedLine cited = CitedLine.read(line, number);
        CitedEvent event;
        try {
            event = CitedEvent.of(cited.index(), cited.event().bytes(), cited.salt());
        } catch (NoteException e) {
            throw new NoteException(
                    "the event at index " + cited.index() + " (line " + number + ") is none: " + e.getMessage(), e);
        }
        boolean named = event.id().equals(cited.id());
        InclusionProof proof = new InclusionProof(cited.index(), checkpoint.size(), cited.path());
        if (!named || !proof.proves(event.leafHash(), checkpoint.root())) {
            throw new NoteException("event " + cited.id() + " at index " + cited.index() + " (line " + number
                    + ") is not the one that was logged");
        }
        return event;
    }

    private static void compare(ZipFile zip, Summary summary, BundleHeader header, List<Table> tables)
            throws IOException, NoteException {
        try (LineReader lines = open(zip, summary.file())) {
            summary.write(header, tables, expected -> {
                if (!lines.nextIs(expected.getBytes(StandardCharsets.UTF_8))) {
                    throw new Differs("line " + lines.number() + "; it should be: " + Cell.of(expected));
                }
            });
            if (lines.next() != null) {
                throw new NoteException(summary.file() + " says more than the events, from line " + lines.number());
            }
        } catch (Differs e) {
            throw new NoteException(summary.file() + " does not say what the events say, in " + e.getMessage(), e);
        }
    }

    private static final class Differs extends IOException {
        Differs(String where) {
            super(where);
        }
    }

    private static LineReader open(ZipFile zip, String name) throws IOException {
        return new LineReader(zip.getInputStream(zip.getEntry(name)));
    }
}
