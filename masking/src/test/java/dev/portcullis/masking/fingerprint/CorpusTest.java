// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
    private static final String PLAN = words(1, 400);
    private static final String LIST = words(2, 400);
    private static final Corpus CORPUS = corpus();

    @Test
    void findsAWholeTextAndTellsWhich() {
        assertThat(found(PLAN)).containsExactly("plan.txt");
        assertThat(found("Please shorten this: " + LIST + " Thanks.")).containsExactly("list.txt");
        assertThat(found(PLAN, LIST)).containsExactly("list.txt", "plan.txt");
    }

    @Test
    void findsNothingInOtherTexts() {
        assertThat(found(words(3, 4_000))).isEmpty();
        assertThat(found("")).isEmpty();
        assertThat(found("short")).isEmpty();
    }

    /// A paragraph of it, with other words before and behind.
    @ParameterizedTest
    @ValueSource(ints = {0, 17, 333, 1_000})
    void findsAPart(int from) {
        assertThat(found(words(4, 50) + PLAN.substring(from, from + 250) + words(5, 50)))
                .containsExactly("plan.txt");
        assertThat(found(words(4, 50) + PLAN.substring(from, from + 30) + words(5, 50)))
                .as("too little to be anybody's")
                .isEmpty();
    }

    @Test
    void findsNearCopies() {
        assertThat(found(PLAN.toUpperCase(Locale.ROOT))).as("capitals").containsExactly("plan.txt");
        assertThat(found(PLAN.replace(" ", "\n\t> "))).as("wrapped and quoted").containsExactly("plan.txt");
        assertThat(found(PLAN.replace(".", " -- ").replace(" ", "")))
                .as("run together")
                .containsExactly("plan.txt");
        assertThat(found(PLAN.chars()
                        .mapToObj(one -> one > ' ' && one < 0x7f ? "" + (char) (one + 0xfee0) : " ")
                        .collect(Collectors.joining())))
                .as("in full-width letters")
                .containsExactly("plan.txt");
        String[] words = PLAN.split(" ", -1);
        String changed = IntStream.range(0, words.length)
                .mapToObj(i -> i % 30 == 0 ? "other" : words[i])
                .collect(Collectors.joining(" "));
        assertThat(found(changed)).as("each thirtieth word another").containsExactly("plan.txt");
    }

    @Test
    void doesNotFindWhatWasWrittenInOtherWords() {
        String[] words = PLAN.split(" ", -1);
        String changed = IntStream.range(0, words.length)
                .mapToObj(i -> i % 3 == 0 ? "other" : words[i])
                .collect(Collectors.joining(" "));
        assertThat(found(changed)).isEmpty();
    }

    @Test
    void sharesOfWhatEverybodyUsesDoNotCount() {
        String licence = words(6, 80);
        CorpusBuilder builder = new CorpusBuilder(7).except("Header. " + licence);
        builder.add("code.txt", licence + " " + PLAN);
        Corpus corpus = builder.build();

        assertThat(corpus.in(Stream.of("Another file. " + licence))).isEmpty();
        assertThat(corpus.in(Stream.of(PLAN))).containsExactly("code.txt");
        assertThatThrownBy(() -> new CorpusBuilder(7).except(licence).add("licence.txt", licence))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsTooShortOrBadlyNamedIsRefused() {
        CorpusBuilder builder = new CorpusBuilder(7);
        builder.add("one", PLAN);
        for (String name : List.of("one", "", "a\tb", "a\nb", "x".repeat(129))) {
            assertThatThrownBy(() -> builder.add(name, LIST)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> builder.add("short", "1234 5678"))
                .hasMessageContaining("fewer than 40 letters and digits");
    }

    @Test
    void aShortTextIsFoundWholeOnly() {
        CorpusBuilder builder = new CorpusBuilder(7);
        builder.add("phrase", "Correct horse battery staple, and forty more letters of it.");
        Corpus corpus = builder.build();

        assertThat(corpus.in(Stream.of("It is: correct HORSE battery staple and forty more letters of it!")))
                .containsExactly("phrase");
        assertThat(corpus.in(Stream.of("correct horse battery staple"))).isEmpty();
    }

    @Test
    void aFileHoldsFingerprintsAndNothingOfTheTexts() {
        String file = CorpusFile.write(CORPUS);

        assertThat(file).contains("plan.txt", "list.txt");
        Stream.of(PLAN.split(" ", -1))
                .filter(word -> word.length() > 5)
                .forEach(word -> assertThat(file).doesNotContain(word));
        assertThat(CorpusFile.read(file).in(Stream.of(PLAN))).containsExactly("plan.txt");
        assertThat(CorpusFile.write(CorpusFile.read(file))).isEqualTo(file);
    }

    @Test
    void halfAFileOrAnotherOneIsRefused() {
        String file = CorpusFile.write(CORPUS);
        for (String broken : List.of(
                "",
                "plan.txt",
                file.substring(0, file.length() / 2),
                file.replace("plan.txt", "plan2.txt"),
                file + "more\n",
                file.substring(0, file.length() - 1),
                file.replaceFirst("-1 ", "-2 "))) {
            assertThatThrownBy(() -> CorpusFile.read(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anotherSaltGivesOtherNumbers() {
        CorpusBuilder other = new CorpusBuilder(8);
        other.add("plan.txt", PLAN);
        CorpusBuilder same = new CorpusBuilder(7);
        same.add("plan.txt", PLAN);

        assertThat(CorpusFile.write(other.build())).isNotEqualTo(CorpusFile.write(same.build()));
    }

    /// What is searched is read once, however much of it is found.
    @Test
    void searchingCostsWhatReadingCosts() {
        String large = words(9, 300_000) + PLAN.repeat(50);
        // Of the processor, which others on this machine take away from nobody.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 5; i++) {
            assertThat(found(large)).containsExactly("plan.txt");
        }
        assertThat((threads.getCurrentThreadCpuTime() - start) / 5)
                .as("nanoseconds for %d characters", large.length())
                .isLessThan(large.length() * 1_000L);
    }

    private static List<String> found(String... texts) {
        return CORPUS.in(Stream.of(texts));
    }

    private static Corpus corpus() {
        CorpusBuilder builder = new CorpusBuilder(7);
        builder.add("plan.txt", PLAN);
        builder.add("list.txt", LIST);
        return builder.build();
    }

    private static String words(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                        .mapToObj(_ -> random.ints(2 + random.nextInt(8), 'a', 'z' + 1)
                                .mapToObj(letter -> "" + (char) letter)
                                .collect(Collectors.joining()))
                        .collect(Collectors.joining(" "))
                + ".";
    }
}
