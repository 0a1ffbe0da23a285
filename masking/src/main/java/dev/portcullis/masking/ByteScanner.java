// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import java.nio.ByteBuffer;
import java.util.Collection;

/// One deterministic automaton over bytes that says whether any of several triggers occurs anywhere. It reads each byte
/// once and allocates nothing.
///
/// A trigger is the part of a detector's pattern that is cheap to recognise. It may fire where the detector then finds
/// nothing, and must fire wherever it would find something.
final class ByteScanner {
    /// Which column of [#next] a byte has.
    private final byte[] classes;
    /// Indexed by state and class. States are multiplied by the number of classes already; the first is the initial
    /// one.
    private final int[] next;

    private ByteScanner(byte[] classes, int[] next) {
        this.classes = classes;
        this.next = next;
    }

    /// A trigger written in the automaton library's syntax, each character standing for the byte of its number.
    static Automaton trigger(String pattern) {
        return new RegExp(pattern, RegExp.NONE).toAutomaton(true);
    }

    static ByteScanner of(Collection<Automaton> triggers) {
        var search = new TriggerSearch(triggers);
        return new ByteScanner(search.classes(), search.next());
    }

    boolean matches(byte[] bytes, int offset, int length) {
        int state = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            state = next[state + (classes[bytes[i] & 0xff] & 0xff)];
            if (state == TriggerSearch.FOUND) return true;
        }
        return false;
    }

    /// Reads from the buffer's position to its limit and moves neither.
    boolean matches(ByteBuffer bytes) {
        int state = 0;
        for (int i = bytes.position(), end = bytes.limit(); i < end; i++) {
            state = next[state + (classes[bytes.get(i) & 0xff] & 0xff)];
            if (state == TriggerSearch.FOUND) return true;
        }
        return false;
    }
}
