// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// What a gateway says, at intervals, of the chains it keeps: how far each has come, and which have
/// ended. Signed with the gateway's own key, and good for one place in the gateway's own chain only.
/// Whoever takes all events of a session away before they are stored takes away nothing of this.
///
/// ```
/// portcullis heartbeat v1
/// <gateway>
/// <its own chain> <number in it> <digest of the event before> <milliseconds since the epoch>
/// <beat> <part> <parts> <running|last>
/// open <chain> <number> <digest of that event>      and so on, one line each
/// ended <chain> <number> <digest of that event>
/// ```
///
/// @param gateway the id of the gateway
/// @param place where in the gateway's own chain the statement stands
/// @param beat counts up with every beat
/// @param part which part of the beat this is, from 1; a beat that names many chains has several
/// @param parts how many parts the beat has
/// @param last whether the gateway stops after it
/// @param chains what it keeps
public record HeartbeatStatement(
        String gateway, Place place, long beat, int part, int parts, boolean last, List<Kept> chains) {

    /// The most chains that one part names.
    public static final int MOST_CHAINS = 2_000;

    // No log can have this name, so the text is never taken for a checkpoint.
    private static final String FIRST_LINE = "portcullis heartbeat v1";
    private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern CHAIN = Pattern.compile("[A-Za-z0-9._~:@/-]{1,128}");
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String DIGEST = "([0-9a-f]{64})";
    private static final Pattern PLACE = Pattern.compile("(\\S+) " + NUMBER + " " + DIGEST + " " + NUMBER);
    private static final Pattern BEAT = Pattern.compile(NUMBER + " ([1-9][0-9]{0,8}) ([1-9][0-9]{0,8}) (running|last)");
    private static final Pattern KEPT = Pattern.compile("(open|ended) (\\S+) " + NUMBER + " " + DIGEST);

    /// A place in a chain.
    ///
    /// @param chain the chain's id
    /// @param seq the number of the event
    /// @param prev the digest of the event before it
    /// @param millis the event's time
    public record Place(String chain, long seq, Digest prev, long millis) {
        public Place {
            require(CHAIN, chain);
        }
    }

    /// How far a chain has come.
    ///
    /// @param chain the chain's id, for a session the session's
    /// @param seq the number of its last event
    /// @param head the digest of that event
    /// @param ended whether there will be no more
    public record Kept(String chain, long seq, Digest head, boolean ended) {
        public Kept {
            require(CHAIN, chain);
        }
    }

    public HeartbeatStatement {
        require(GATEWAY, gateway);
        if (beat < 0 || part < 1 || part > parts || chains.size() > MOST_CHAINS) {
            throw new IllegalArgumentException("part " + part + " of " + parts + " with " + chains.size() + " chains");
        }
        chains = List.copyOf(chains);
    }

    /// Signs it in the name of the gateway.
    public SignedNote sign(SignerKey key) {
        if (!speaksFor(key.verifier(), gateway)) {
            throw new IllegalArgumentException("the key " + key.verifier().name() + " does not speak for " + gateway);
        }
        return key.sign(text());
    }

    /// Whether a key may speak for a gateway: its name is the gateway's id, or what that begins with
    /// before a hyphen. `gw` speaks for `gw`, `gw-0` and `gw-eu-1`, not for `gw2`.
    public static boolean speaksFor(VerifierKey key, String gateway) {
        return gateway.equals(key.name()) || gateway.startsWith(key.name() + "-");
    }

    /// Opens one that any of these keys signed, which must be one that speaks for the gateway.
    ///
    /// @throws NoteException it is none, or nobody who may say so has signed it; the message says which
    public static HeartbeatStatement open(String note, Collection<VerifierKey> keys) throws NoteException {
        SignedNote signed = SignedNote.parse(note);
        List<VerifierKey> signers =
                keys.stream().filter(key -> signed.hasLineBy(key)).toList();
        if (signers.isEmpty()) {
            throw new NoteException("it is signed by no key that is known");
        }
        for (VerifierKey key : signers) {
            signed.textSignedBy(key);
        }
        HeartbeatStatement statement = parse(signed.text());
        if (signers.stream().noneMatch(key -> speaksFor(key, statement.gateway()))) {
            throw new NoteException("the key " + signers.getFirst().name() + " does not speak for this gateway");
        }
        return statement;
    }

    private String text() {
        StringBuilder text = new StringBuilder(200 + 160 * chains.size());
        text.append(FIRST_LINE).append('\n').append(gateway).append('\n');
        text.append(place.chain()).append(' ').append(place.seq()).append(' ');
        text.append(place.prev().hex()).append(' ').append(place.millis()).append('\n');
        text.append(beat).append(' ').append(part).append(' ').append(parts);
        text.append(last ? " last\n" : " running\n");
        for (Kept kept : chains) {
            text.append(kept.ended() ? "ended " : "open ").append(kept.chain()).append(' ');
            text.append(kept.seq()).append(' ').append(kept.head().hex()).append('\n');
        }
        return text.toString();
    }

    private static HeartbeatStatement parse(String text) throws NoteException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 5 || !lines[0].equals(FIRST_LINE) || !lines[lines.length - 1].isEmpty()) {
            throw malformed();
        }
        var place = PLACE.matcher(lines[2]);
        var beat = BEAT.matcher(lines[3]);
        if (!place.matches() || !beat.matches()) {
            throw malformed();
        }
        List<Kept> chains = new ArrayList<>();
        for (int i = 4; i < lines.length - 1; i++) {
            chains.add(kept(lines[i]));
        }
        try {
            return new HeartbeatStatement(
                    lines[1],
                    new Place(
                            place.group(1),
                            Long.parseLong(place.group(2)),
                            Digest.fromHex(place.group(3)),
                            Long.parseLong(place.group(4))),
                    Long.parseLong(beat.group(1)),
                    Integer.parseInt(beat.group(2)),
                    Integer.parseInt(beat.group(3)),
                    beat.group(4).equals("last"),
                    chains);
        } catch (IllegalArgumentException e) {
            throw new NoteException("not a heartbeat of a gateway", e);
        }
    }

    private static Kept kept(String line) throws NoteException {
        var kept = KEPT.matcher(line);
        if (!kept.matches() || !CHAIN.matcher(kept.group(2)).matches()) {
            throw malformed();
        }
        return new Kept(
                kept.group(2),
                Long.parseLong(kept.group(3)),
                Digest.fromHex(kept.group(4)),
                kept.group(1).equals("ended"));
    }

    private static NoteException malformed() {
        return new NoteException("not a heartbeat of a gateway");
    }

    private static void require(Pattern form, String name) {
        if (!form.matcher(name).matches()) {
            throw new IllegalArgumentException("a name that is none");
        }
    }
}
