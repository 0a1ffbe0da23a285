// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.Collection;
import java.util.List;

/// What the log itself says about entries whose bytes it gave up because their time of keeping had ended. Signed with
/// the key of the log, which is not in its database: whoever can only write there cannot pass a deletion off as this.
public final class RetentionStatement {

    /// What the event reports that carries one, as `unmapped.portcullis.statement`.
    public static final String EVENT_KIND = "retention.applied";

    // No log can have this name, so the text is never taken for a checkpoint.
    private static final String FIRST_LINE = "portcullis retention v1";

    private final String retentionClass;
    private final LeafRanges leaves;

    private RetentionStatement(String retentionClass, LeafRanges leaves) {
        this.retentionClass = retentionClass;
        this.leaves = leaves;
    }

    /// Says that the bytes of these leaves are given up.
    ///
    /// @param retentionClass under which class, one word
    public static RetentionStatement of(String retentionClass, Collection<Long> leaves) {
        if (leaves.isEmpty() || retentionClass.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a statement has a class and names leaves");
        }
        return new RetentionStatement(retentionClass, LeafRanges.of(leaves));
    }

    /// Signs it with each of these keys of one log.
    public SignedNote sign(List<SignerKey> keys) {
        return keys.stream()
                .map(this::sign)
                .reduce(SignedNote::and)
                .orElseThrow(() -> new IllegalArgumentException("a statement is signed by somebody"));
    }

    /// Signs it in the name of the key's log.
    public SignedNote sign(SignerKey key) {
        return key.sign(
                FIRST_LINE + "\n" + key.verifier().name() + "\n" + retentionClass + "\n" + leaves.text() + "\n");
    }

    /// Opens one of the log that has these keys, or had them when it said so.
    static RetentionStatement open(String note, LogKeys keys) throws NoteException {
        String[] lines = keys.textOfOld(SignedNote.parse(note)).split("\n", -1);
        if (lines.length != 5 || !lines[0].equals(FIRST_LINE) || !lines[1].equals(keys.name()) || !lines[4].isEmpty()) {
            throw new NoteException("not a statement about retention of " + keys.name());
        }
        return new RetentionStatement(lines[2], LeafRanges.parse(lines[3]));
    }

    LeafRanges leaves() {
        return leaves;
    }
}
