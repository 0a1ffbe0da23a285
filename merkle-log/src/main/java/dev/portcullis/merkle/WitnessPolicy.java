// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// How many of which witnesses must have seen a checkpoint before it is believed.
///
/// @param witnesses whom one believes, each of them another
/// @param quorum how many of them
public record WitnessPolicy(List<WitnessKey> witnesses, int quorum) {

    /// Asks nobody.
    public static final WitnessPolicy NONE = new WitnessPolicy(List.of(), 0);

    public WitnessPolicy {
        witnesses = List.copyOf(witnesses);
        if (quorum < 0 || quorum > witnesses.size()) {
            throw new IllegalArgumentException("a quorum of " + quorum + " among " + witnesses.size() + " witnesses");
        }
        if (new HashSet<>(witnesses).size() != witnesses.size()
                || witnesses.stream().map(WitnessKey::name).distinct().count() != witnesses.size()) {
            throw new IllegalArgumentException("a witness is named twice");
        }
    }

    /// Refuses a checkpoint that fewer have seen, and says who is missing. A cosignature that does not hold is
    /// none.
    public void require(String note) throws NoteException {
        SignedNote signed = SignedNote.parse(note);
        List<String> missing = new ArrayList<>();
        for (WitnessKey witness : witnesses) {
            if (!cosigned(witness, signed)) {
                missing.add(witness.name());
            }
        }
        int seen = witnesses.size() - missing.size();
        if (seen < quorum) {
            throw new NoteException("the checkpoint was seen by " + seen + " of the " + quorum
                    + " witnesses that are asked for; missing: " + String.join(", ", missing));
        }
    }

    private static boolean cosigned(WitnessKey witness, SignedNote note) {
        try {
            return witness.cosignatureOn(note).isPresent();
        } catch (NoteException e) {
            return false;
        }
    }
}
