// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The file to hand to an auditor (C2SP tlog-proof): where the leaf stands, the way up, and the signed checkpoint.
public record TlogProof(long index, List<Digest> path, SignedNote checkpoint) {

    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,18})");

    public TlogProof {
        path = List.copyOf(path);
    }

    /// The text of the file.
    public String text() {
        StringBuilder text =
                new StringBuilder(HEADER).append("index ").append(index).append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.note()).toString();
    }

    /// Reads the text of a file; an `extra` line is allowed and ignored. Nothing is verified yet.
    public static TlogProof parse(String text) throws NoteException {
        int split = text.indexOf("\n\n");
        if (!text.startsWith(HEADER) || split < HEADER.length()) {
            throw new NoteException("not a tlog-proof");
        }
        List<String> lines =
                new ArrayList<>(List.of(text.substring(HEADER.length(), split).split("\n", -1)));
        if (lines.getFirst().startsWith("extra ")) {
            lines.removeFirst();
        }
        if (lines.isEmpty() || !INDEX.matcher(lines.getFirst()).matches()) {
            throw new NoteException("a tlog-proof names its index");
        }
        try {
            long index = Long.parseLong(lines.getFirst().substring("index ".length()));
            List<Digest> path = lines.subList(1, lines.size()).stream()
                    .map(Digest::fromBase64)
                    .toList();
            return new TlogProof(index, path, SignedNote.parse(text.substring(split + 2)));
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed tlog-proof", e);
        }
    }

    /// The checkpoint that contains the leaf, or an exception that says what does not hold.
    public Checkpoint verify(Digest leafHash, VerifierKey key) throws NoteException {
        Checkpoint signed = Checkpoint.open(checkpoint.note(), key);
        if (!new InclusionProof(index, signed.size(), path).proves(leafHash, signed.root())) {
            throw new NoteException("the leaf is not at index " + index + " of the tree of " + signed.size());
        }
        return signed;
    }
}
