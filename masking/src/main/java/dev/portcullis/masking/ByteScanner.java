// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.RunAutomaton;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.stream.IntStream;

/// One deterministic automaton over bytes that says whether any of several triggers occurs anywhere. It reads each byte
/// once and allocates nothing.
///
/// A trigger is the part of a detector's pattern that is cheap to recognise. It may fire where the detector then finds
/// nothing, and must fire wherever it would find something.
final class ByteScanner {
    private static final int BYTES = 256;
    private static final Automaton ANYTHING =
            BasicAutomata.makeCharRange('\0', '\u00ff').repeat();

    private final byte[] classes = new byte[BYTES];
    /// Indexed by state and class. States are multiplied by the number of classes already.
    private final int[] next;

    private final int initial;
    private final int found;

    private ByteScanner(Automaton anywhere) {
        var run = new RunAutomaton(anywhere, false);
        int classCount = run.getCharIntervals().length;
        next = new int[run.getSize() * classCount];
        readClasses(run.getCharIntervals());
        for (int state = 0; state < run.getSize(); state++) {
            for (int b = 0; b < BYTES; b++) {
                next[state * classCount + (classes[b] & 0xff)] = run.step(state, (char) b) * classCount;
            }
        }
        initial = run.getInitialState() * classCount;
        found = onlyAccepting(run) * classCount;
    }

    private static int onlyAccepting(RunAutomaton run) {
        int[] accepting =
                IntStream.range(0, run.getSize()).filter(run::isAccept).toArray();
        if (accepting.length != 1) throw new IllegalStateException(accepting.length + " accepting states");
        return accepting[0];
    }

    private void readClasses(char[] intervals) {
        int current = -1;
        for (int b = 0; b < BYTES; b++) {
            if (current + 1 < intervals.length && intervals[current + 1] == b) current++;
            classes[b] = (byte) current;
        }
    }

    /// A trigger written in the automaton library's syntax, each character standing for the byte of its number.
    static Automaton trigger(String pattern) {
        return new RegExp(pattern, RegExp.NONE).toAutomaton(true);
    }

    static ByteScanner of(Collection<Automaton> triggers) {
        // A class such as `[^:]` also stands for characters that are no byte; without them there is one state of
        // success.
        Automaton any = Automaton.union(triggers).intersection(ANYTHING);
        // Nothing that comes after a hit matters, so all states behind one become a single state.
        Automaton anywhere = ANYTHING.concatenate(any).concatenate(ANYTHING);
        anywhere.determinize();
        anywhere.minimize();
        return new ByteScanner(anywhere);
    }

    boolean matches(byte[] bytes, int offset, int length) {
        int state = initial;
        for (int i = offset, end = offset + length; i < end; i++) {
            state = next[state + (classes[bytes[i] & 0xff] & 0xff)];
            if (state == found) return true;
        }
        return false;
    }

    /// Reads from the buffer's position to its limit and moves neither.
    boolean matches(ByteBuffer bytes) {
        int state = initial;
        for (int i = bytes.position(), end = bytes.limit(); i < end; i++) {
            state = next[state + (classes[bytes.get(i) & 0xff] & 0xff)];
            if (state == found) return true;
        }
        return false;
    }
}
