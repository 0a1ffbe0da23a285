// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The keys that a log is believed by: those that its verifier was given, and those that these
/// announced as their successors. Keys before them are believed only in what they said about entries
/// that expired in their time: a key is replaced for a reason, and what it signs from then on is
/// nobody's word.
public final class LogKeys {

    private static final Pattern COMMA = Pattern.compile(",");

    private final List<VerifierKey> keys;
    private final List<VerifierKey> before;

    private LogKeys(List<VerifierKey> keys, List<VerifierKey> before) {
        this.keys = List.copyOf(keys);
        this.before = List.copyOf(before);
    }

    /// One key.
    public static LogKeys of(VerifierKey key) {
        return new LogKeys(List.of(key), List.of());
    }

    /// One or several keys of one log.
    public static LogKeys of(List<VerifierKey> keys) throws NoteException {
        if (keys.isEmpty() || keys.stream().map(VerifierKey::name).distinct().count() != 1) {
            throw new NoteException("the keys are to be those of one log");
        }
        return new LogKeys(keys, List.of());
    }

    /// Reads keys with commas between them.
    public static LogKeys parse(String vkeys) throws NoteException {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : COMMA.split(vkeys, -1)) {
            keys.add(VerifierKey.parse(vkey.strip()));
        }
        return of(keys);
    }

    /// These, and those that they announced. An announcement that none of them has to do with changes nothing.
    ///
    /// @param announcements notes ([KeySuccession]) in any order
    /// @throws NoteException one of them is none, or does not hold
    public LogKeys following(List<String> announcements) throws NoteException {
        List<KeySuccession> successions = new ArrayList<>();
        for (String note : announcements) {
            successions.add(KeySuccession.open(note));
        }
        List<VerifierKey> after = new ArrayList<>(keys);
        List<VerifierKey> earlier = new ArrayList<>(before);
        boolean more = true;
        while (more) {
            more = false;
            for (KeySuccession succession : successions) {
                if (holds(after, succession.before()) && !holds(after, succession.after())) {
                    after.add(succession.after());
                    more = true;
                }
                boolean known = holds(after, succession.after()) || holds(earlier, succession.after());
                if (known && !holds(earlier, succession.before())) {
                    earlier.add(succession.before());
                    more = true;
                }
            }
        }
        return new LogKeys(after, earlier);
    }

    /// The name of the log.
    public String name() {
        return keys.getFirst().name();
    }

    /// Whether this key is believed, also as a successor.
    public boolean believe(VerifierKey key) {
        return holds(keys, key);
    }

    /// The keys that are believed, with commas between them.
    public String vkeys() {
        return String.join(",", keys.stream().map(VerifierKey::vkey).toList());
    }

    /// The text of a note that one of the keys signed. A line of any of them that does not hold spoils it.
    String textOf(SignedNote note) throws NoteException {
        return text(note, keys);
    }

    /// The same also for the keys before them, for what was said about retention in their time.
    String textOfOld(SignedNote note) throws NoteException {
        List<VerifierKey> all = new ArrayList<>(keys);
        before.stream().filter(key -> !holds(keys, key)).forEach(all::add);
        return text(note, all);
    }

    private static String text(SignedNote note, List<VerifierKey> keys) throws NoteException {
        List<VerifierKey> signers = keys.stream().filter(note::hasLineBy).toList();
        if (signers.isEmpty()) {
            throw new NoteException("not signed by " + keys.getFirst().name() + " with a key that is believed");
        }
        for (VerifierKey key : signers) {
            note.textSignedBy(key);
        }
        return note.text();
    }

    private static boolean holds(List<VerifierKey> keys, VerifierKey key) {
        return keys.stream().anyMatch(one -> one.vkey().equals(key.vkey()));
    }
}
