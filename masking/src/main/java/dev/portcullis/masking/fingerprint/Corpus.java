// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking.fingerprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The fingerprints of texts that are to be found, by name, and the search for them. Of the texts
/// themselves there is nothing here, but whoever has a text can tell whether it is one of these.
public final class Corpus {
    /// All fingerprints of all texts; more are refused.
    public static final int MOST = 2_000_000;

    /// So many fingerprints of a text have to be there, or all it has: one alone may be a phrase that
    /// many use.
    private static final int ENOUGH = 3;

    private final long salt;
    private final List<Known> texts;
    private final long[] hashes;
    private final int[] owners;

    /// A text that is to be found: what it is called where it is found, and its fingerprints, sorted, no duplicates.
    static final class Known {
        private final String name;
        private final long[] fingerprints;

        Known(String name, long[] fingerprints) {
            this.name = name;
            this.fingerprints = fingerprints.clone();
        }

        String name() {
            return name;
        }

        int count() {
            return fingerprints.length;
        }

        LongStream fingerprints() {
            return Arrays.stream(fingerprints);
        }
    }

    Corpus(long salt, List<Known> texts) {
        this.salt = salt;
        this.texts = List.copyOf(texts);
        int count = texts.stream().mapToInt(text -> text.count()).sum();
        if (count > MOST) {
            throw new IllegalArgumentException("there are " + count + " fingerprints, and " + MOST + " at most");
        }
        int size = Integer.highestOneBit(Math.max(8, count)) << 2;
        this.hashes = new long[size];
        this.owners = new int[size];
        for (int i = 0; i < this.texts.size(); i++) {
            int owner = i + 1;
            this.texts.get(i).fingerprints().forEach(hash -> put(hash, owner));
        }
    }

    private void put(long hash, int owner) {
        int at = slot(hash);
        while (owners[at] != 0) {
            at = after(at);
        }
        hashes[at] = hash;
        owners[at] = owner;
    }

    private int slot(long hash) {
        return (int) (hash >>> 32) & (hashes.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (hashes.length - 1);
    }

    long salt() {
        return salt;
    }

    List<Known> texts() {
        return texts;
    }

    /// How many texts are to be found.
    public int size() {
        return texts.size();
    }

    /// How many fingerprints there are in all.
    public int fingerprints() {
        return texts.stream().mapToInt(text -> text.count()).sum();
    }

    /// The names of the texts of which a part is in these, sorted. Takes as long as it takes to read them
    /// once.
    public List<String> in(Stream<String> searched) {
        if (texts.isEmpty()) {
            return List.of();
        }
        Found found = new Found();
        Winnowing winnowing = new Winnowing(salt);
        searched.forEach(text -> winnowing.all(text, found::look));
        return found.names();
    }

    /// What was found so far.
    private final class Found {
        private final List<long[]> seen = new ArrayList<>(Collections.nCopies(texts.size(), new long[0]));

        void look(long hash) {
            for (int at = slot(hash); owners[at] != 0; at = after(at)) {
                if (hashes[at] == hash) {
                    add(owners[at] - 1, hash);
                }
            }
        }

        /// Of each text no more is remembered than is needed to tell that it is there.
        private void add(int text, long hash) {
            long[] known = seen.get(text);
            if (known.length < enough(text) && Arrays.stream(known).noneMatch(one -> one == hash)) {
                long[] more = Arrays.copyOf(known, known.length + 1);
                more[known.length] = hash;
                seen.set(text, more);
            }
        }

        private int enough(int text) {
            return Math.min(ENOUGH, texts.get(text).count());
        }

        List<String> names() {
            TreeSet<String> names = new TreeSet<>();
            for (int i = 0; i < seen.size(); i++) {
                if (enough(i) > 0 && seen.get(i).length >= enough(i)) {
                    names.add(texts.get(i).name());
                }
            }
            return List.copyOf(names);
        }
    }
}
