// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking.fingerprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Takes the fingerprints of texts. The texts are forgotten at once.
public final class CorpusBuilder {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} ._/@-]{1,128}");

    private final long salt;
    private final List<Corpus.Known> texts = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<Long> common = new HashSet<>();

    /// @param salt makes the same text another set of numbers: choose it at random
    public CorpusBuilder(long salt) {
        this.salt = salt;
    }

    /// What is in this text may be in any: licences, forms, templates. To be said before [#add].
    public CorpusBuilder except(String text) {
        new Winnowing(salt).all(text, common::add);
        return this;
    }

    /// Adds a text.
    ///
    /// @return how many fingerprints it has
    /// @throws IllegalArgumentException its name cannot be used, is used already, or it is too short to
    ///     be told from others
    public int add(String name, String text) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name has up to 128 letters, digits, spaces and any of . _ / @ -");
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("there are two called " + name);
        }
        Set<Long> chosen = new TreeSet<>();
        new Winnowing(salt).chosen(text, hash -> {
            if (!common.contains(hash)) {
                chosen.add(hash);
            }
        });
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " has fewer than " + Winnowing.RUN + " letters and digits that are its own");
        }
        long[] fingerprints = chosen.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(fingerprints);
        texts.add(new Corpus.Known(name, fingerprints));
        return fingerprints.length;
    }

    /// What was taken.
    ///
    /// @throws IllegalArgumentException it is more than [Corpus#MOST]
    public Corpus build() {
        return new Corpus(salt, texts);
    }
}
