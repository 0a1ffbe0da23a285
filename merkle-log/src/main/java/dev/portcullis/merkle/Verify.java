// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import dev.portcullis.merkle.evidence.BundleVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The verifier as a program of its own, for an auditor who has files and a key but no connection:
/// `java -jar merkle-log.jar`. Ends with 0 if all is sound, 1 if something is not, 2 if it was called wrongly.
public final class Verify {

    private static final String USAGE = """
            usage: java -jar merkle-log.jar [--witness KEY]… [--quorum N] [--gateway KEY]… WHAT KEY FILES
              checkpoint KEY CHECKPOINT             is it signed by this key?
              event      KEY PROOF EVENT            is this event in the log that was signed?
              export     KEY FOLDER [CHECKPOINT…]   is each entry the one that was logged, and does the
                                                    log go on from these earlier checkpoints?
              session    KEY FOLDER SESSION         the same, and what the log has of one session
              bundle     KEY BUNDLE                 does a bundle of evidence hold what the log says?
              successor  KEY KEYS                   with which keys does the log go on, as KEY itself says?
            Of the witnesses named, N (or all) must have seen the checkpoint. An export has to hold the sessions that
            gateways with the keys named signed to have had.
            KEY is the log's public key as text, <name>+<id>+<base64>: have it from somebody you trust. A log that
            changed its key is believed by several, with commas between them.
            """;

    private final PrintStream out;
    private final List<VerifierKey> gateways = new ArrayList<>();
    private WitnessPolicy witnesses = WitnessPolicy.NONE;

    Verify(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new Verify(System.out).run(arguments));
    }

    int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        try {
            witnesses = options(words);
        } catch (NoteException | IllegalArgumentException e) {
            say(2, String.valueOf(e.getMessage()));
            return usage();
        }
        return words.size() < 3 ? usage() : run(words.get(0), words.get(1), words.subList(2, words.size()));
    }

    private int usage() {
        out.print(USAGE);
        return 2;
    }

    private WitnessPolicy options(List<String> words) throws NoteException {
        List<WitnessKey> keys = new ArrayList<>();
        int quorum = -1;
        while (words.size() > 1 && words.getFirst().startsWith("--")) {
            String option = words.removeFirst();
            String value = words.removeFirst();
            switch (option) {
                case "--witness" -> keys.add(WitnessKey.parse(value));
                case "--gateway" -> gateways.add(VerifierKey.parse(value));
                case "--quorum" -> quorum = Integer.parseInt(value);
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        return new WitnessPolicy(keys, quorum < 0 ? keys.size() : quorum);
    }

    private int run(String what, String vkey, List<String> files) {
        try {
            LogKeys key = LogKeys.parse(vkey);
            return switch (what + "/" + files.size()) {
                case "checkpoint/1" -> checkpoint(key, files.get(0));
                case "event/2" -> event(key, files.get(0), files.get(1));
                case "bundle/1" -> bundle(key, files.get(0));
                case "successor/1" -> successor(key, files.get(0));
                case "session/2" -> session(key, files.get(0), files.get(1));
                default -> what.equals("export") ? export(key, files) : usage();
            };
        } catch (NoteException e) {
            return say(1, "NOT SOUND: " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            return say(1, "cannot be read: " + e.getMessage());
        }
    }

    private int checkpoint(LogKeys key, String file) throws IOException, NoteException {
        String note = Files.readString(Path.of(file));
        Checkpoint checkpoint = Checkpoint.open(note, key);
        witnesses.require(note);
        return say(
                0,
                "sound: " + checkpoint.origin() + " signed " + checkpoint.size() + " entries with root "
                        + checkpoint.root().base64());
    }

    private int successor(LogKeys key, String file) throws IOException, NoteException {
        LogKeys all = key.following(KeySuccession.split(Files.readString(Path.of(file))));
        return all.vkeys().equals(key.vkeys())
                ? say(1, "no successor was announced by this key")
                : say(0, "sound: the log " + key.name() + " goes on with " + all.vkeys());
    }

    private int event(LogKeys key, String proof, String event) throws IOException, NoteException {
        TlogProof read = TlogProof.parse(Files.readString(Path.of(proof)));
        LoggedLeaf logged = LoggedLeaf.ofEvent(Files.readAllBytes(Path.of(event)), read.salt());
        Checkpoint checkpoint = read.verify(logged.entry().leafHash(), key);
        witnesses.require(read.checkpoint().note());
        return say(
                0,
                "sound: event " + logged.entry().leafId() + ", number "
                        + logged.columns().seq() + " of " + logged.columns().session() + ", is in the log that "
                        + checkpoint.origin() + " signed at " + checkpoint.size() + " entries");
    }

    private int export(LogKeys key, List<String> files) throws IOException, NoteException {
        List<String> earlier = new ArrayList<>();
        for (String file : files.subList(1, files.size())) {
            earlier.add(Files.readString(Path.of(file)));
        }
        try (ExportedLog log = ExportedLog.open(Path.of(files.get(0)))) {
            witnesses.require(log.checkpoint());
            return say(new LogVerifier(key.following(log.keys()), gateways).verify(log.checkpoint(), earlier, log));
        }
    }

    private int session(LogKeys key, String folder, String session) throws IOException, NoteException {
        List<String> seen = new ArrayList<>();
        try (ExportedLog log = ExportedLog.open(Path.of(folder))) {
            witnesses.require(log.checkpoint());
            int status = say(new LogVerifier(key.following(log.keys()), gateways)
                    .verify(log.checkpoint(), List.of(), noting(log, session, seen)));
            if (status == 0) {
                seen.forEach(line -> say(0, line));
                return seen.isEmpty() ? say(1, "the log has nothing of session " + session) : 0;
            }
            return status;
        }
    }

    private int bundle(LogKeys key, String file) throws IOException {
        return switch (new BundleVerifier(key, witnesses).verify(Path.of(file))) {
            case BundleVerifier.Verdict.Sound(var bundle) ->
                say(
                        0,
                        "sound: " + bundle.events() + " events from " + bundle.from() + " to " + bundle.to()
                                + ", in the log that " + bundle.log() + " signed at " + bundle.logSize() + " entries");
            case BundleVerifier.Verdict.Unsound(var what) -> say(1, "NOT SOUND: " + what);
        };
    }

    private static Iterator<StoredLeaf> noting(ExportedLog log, String session, List<String> seen) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return log.hasNext();
            }

            @Override
            public StoredLeaf next() {
                StoredLeaf leaf = log.next();
                StoredLeaf.Columns columns = leaf.columns();
                if (columns.session().equals(session)) {
                    seen.add("  " + columns.seq() + "  " + columns.time() + "  " + columns.kind());
                }
                return leaf;
            }
        };
    }

    private int say(LogVerifier.Verdict verdict) {
        return switch (verdict) {
            case LogVerifier.Verdict.Sound(long size, long sessions, long expired, LogVerifier.Heard heard) ->
                say(
                        0,
                        "sound: " + size + " entries, " + sessions + " sessions"
                                + (expired == 0 ? "" : "; " + expired + " entries have expired")
                                + (gateways.isEmpty() ? "" : heard(heard)));
            case LogVerifier.Verdict.Unsound(String what, long index, String id, String session) ->
                say(
                        1,
                        "NOT SOUND: " + what
                                + (index < 0
                                        ? ""
                                        : "\n  index   " + index + "\n  entry   " + id + "\n  session " + session));
        };
    }

    private static String heard(LogVerifier.Heard heard) {
        return "\n  " + heard.believed() + " heartbeats of gateways, and what they name is there"
                + (heard.notDue() == 0 ? "" : "; " + heard.notDue() + " sessions named last may still come")
                + (heard.refused() == 0
                        ? ""
                        : "\n  REFUSED: " + heard.refused() + " heartbeats; the first: " + heard.firstRefused());
    }

    // Ids and names come from the log: shown to a person, they must not speak to the terminal.
    private int say(int status, String text) {
        out.println(text.replaceAll("[\\p{Cc}&&[^\n]]", "\uFFFD"));
        return status;
    }
}
