// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The file to hand to an auditor (C2SP tlog-proof): where the leaf stands, the way up, and the signed checkpoint.
///
/// @param index where it stands in the log
/// @param path the way from it to the root
/// @param checkpoint the signed checkpoint
/// @param salt what the leaf was made with beside the event, which the format's `extra` line carries
public record TlogProof(long index, List<Digest> path, SignedNote checkpoint, Salt salt) {

    private static final String EXTRA = "extra ";
    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,18})");

    public TlogProof {
        path = List.copyOf(path);
    }

    /// The text of the file.
    public String text() {
        StringBuilder text = new StringBuilder(HEADER);
        if (!salt.isNone()) {
            text.append(EXTRA).append(salt.base64()).append('\n');
        }
        text.append("index ").append(index).append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.note()).toString();
    }

    /// Reads the text of a file. Nothing is verified yet.
    public static TlogProof parse(String text) throws NoteException {
        int split = text.indexOf("\n\n");
        if (!text.startsWith(HEADER) || split < HEADER.length()) {
            throw new NoteException("not a tlog-proof");
        }
        List<String> lines =
                new ArrayList<>(List.of(text.substring(HEADER.length(), split).split("\n", -1)));
        String extra = lines.getFirst().startsWith(EXTRA) ? lines.removeFirst().substring(EXTRA.length()) : "";
        if (lines.isEmpty() || !INDEX.matcher(lines.getFirst()).matches()) {
            throw new NoteException("a tlog-proof names its index");
        }
        try {
            long index = Long.parseLong(lines.getFirst().substring("index ".length()));
            List<Digest> path = lines.subList(1, lines.size()).stream()
                    .map(Digest::fromBase64)
                    .toList();
            return new TlogProof(index, path, SignedNote.parse(text.substring(split + 2)), salt(extra));
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed tlog-proof", e);
        }
    }

    // What has another length is somebody else's, and means nothing here.
    private static Salt salt(String extra) {
        byte[] bytes = Base64.getDecoder().decode(extra);
        return bytes.length == Digest.LENGTH ? Salt.of(bytes) : Salt.NONE;
    }

    /// The checkpoint that contains the leaf, or an exception that says what does not hold.
    public Checkpoint verify(Digest leafHash, VerifierKey key) throws NoteException {
        return verify(leafHash, LogKeys.of(key));
    }

    /// The same for a log that is believed by any of these keys.
    public Checkpoint verify(Digest leafHash, LogKeys keys) throws NoteException {
        Checkpoint signed = Checkpoint.open(checkpoint.note(), keys);
        if (!new InclusionProof(index, signed.size(), path).proves(leafHash, signed.root())) {
            throw new NoteException("the leaf is not at index " + index + " of the tree of " + signed.size());
        }
        return signed;
    }
}
