// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {

    private static final List<String> GROUPS = List.of("dba", "security", "sre");

    @Test
    void oneOfAGroupIsSatisfiedByAMemberAndByNobodyElse() throws Exception {
        Quorum quorum = Quorum.parse("1 of dba");

        assertThat(quorum.satisfiedBy(List.of(Set.of("dba")), QuorumTest::isMember))
                .isTrue();
        assertThat(quorum.satisfiedBy(List.of(Set.of("security")), QuorumTest::isMember))
                .isFalse();
        assertThat(quorum.satisfiedBy(List.of(), QuorumTest::isMember)).isFalse();
    }

    @Test
    void onePersonInTwoGroupsIsStillOnePerson() throws Exception {
        Quorum quorum = Quorum.parse("1 of dba and 1 of security");

        assertThat(quorum.satisfiedBy(List.of(Set.of("dba", "security")), QuorumTest::isMember))
                .isFalse();
        assertThat(quorum.satisfiedBy(List.of(Set.of("dba", "security"), Set.of("dba")), QuorumTest::isMember))
                .isTrue();
    }

    @Test
    void theOrderInWhichPeopleCameDoesNotMatter() throws Exception {
        Quorum quorum = Quorum.parse("1 of dba and 1 of security");

        assertThat(quorum.satisfiedBy(List.of(Set.of("dba"), Set.of("dba", "security")), QuorumTest::isMember))
                .isTrue();
        assertThat(quorum.satisfiedBy(List.of(Set.of("dba", "security"), Set.of("dba")), QuorumTest::isMember))
                .isTrue();
    }

    @Test
    void andBindsTighterThanOr() throws Exception {
        Quorum quorum = Quorum.parse("1 of dba or 1 of sre and 1 of security");

        assertThat(quorum.satisfiedBy(List.of(Set.of("dba")), QuorumTest::isMember))
                .isTrue();
        assertThat(quorum.satisfiedBy(List.of(Set.of("sre")), QuorumTest::isMember))
                .isFalse();
        assertThat(Quorum.parse("(1 of dba or 1 of sre) and 1 of security")
                        .satisfiedBy(List.of(Set.of("dba")), QuorumTest::isMember))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 of dba after 90s",
                "2 of dba within office or 1 of owner after 10m",
                "1 of \"after\" after 2h within \"night shift\" and 1 of sre"
            })
    void readsWhatItWrites(String text) throws Exception {
        assertThat(Quorum.parse(text)).hasToString(text);
    }

    @Test
    void asksForAllOfSeveralQuorumsAndForTheSameOnce() throws Exception {
        Quorum both = Quorum.together(List.of(
                Quorum.parse("1 of dba and 1 of security"),
                Quorum.parse("1 of dba"),
                Quorum.parse("1 of owner or 2 of sre")));

        assertThat(both).hasToString("1 of dba and 1 of security and (1 of owner or 2 of sre)");
        assertThat(Quorum.parse(both.toString())).isEqualTo(both);
    }

    @Test
    void namesEveryGroupThatHasASay() throws Exception {
        assertThat(Quorum.parse("1 of dba or (2 of sre and 1 of \"data owners\")")
                        .groups())
                .containsExactlyInAnyOrder("dba", "sre", "data owners");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                  | column 1: expected a number from 1 to 20 but found the end",
                "0 of dba            | column 1: expected a number from 1 to 20 but found '0'",
                "21 of dba           | column 1: expected a number from 1 to 20 but found '21'",
                "dba                 | column 1: expected a number from 1 to 20 but found 'dba'",
                "1 dba               | column 3: expected 'of' but found 'dba'",
                "1 of                | column 5: expected the name of a group but found the end",
                "1 of and            | column 6: expected the name of a group but found 'and'",
                "1 of dba 1 of sre   | column 10: expected 'and', 'or' or the end but found '1'",
                "(1 of dba           | column 10: expected ')' but found the end",
                "1 of dba)           | column 9: expected 'and', 'or' or the end but found ')'",
                "1 of dba; drop      | column 9: unexpected ';'",
                "1 of dba after      | column 15: expected a time such as 30s, 10m or 2h but found the end",
                "1 of dba after soon | column 16: expected a time such as 30s, 10m or 2h but found 'soon'",
                "1 of dba within     | column 16: expected the name of a calendar but found the end",
                "1 of dba and        | column 13: expected a number from 1 to 20 but found the end",
            })
    void saysWhereAnExpressionIsWrong(String text, String problem) {
        assertThatThrownBy(() -> Quorum.parse(text))
                .isInstanceOf(QuorumSyntaxException.class)
                .hasMessage("quorum, " + problem);
    }

    @Test
    void refusesExpressionsThatWouldTakeLongToJudge() {
        assertThatThrownBy(() -> Quorum.parse("1 of a" + " or 1 of a".repeat(12)))
                .hasMessageContaining("more than 12 terms");
        assertThatThrownBy(() -> Quorum.parse("(".repeat(20) + "1 of a" + ")".repeat(20)))
                .hasMessageContaining("nested deeper than 8");
        assertThatThrownBy(() -> Quorum.parse("1 of " + "a".repeat(600))).hasMessageContaining("longer than 512");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTryingEveryWayToAssignPeople(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Quorum quorum = randomQuorum(random, 2);
            List<Set<String>> people = randomPeople(random);

            assertThat(quorum.satisfiedBy(people, QuorumTest::isMember))
                    .as("%s by %s", quorum, people)
                    .isEqualTo(EveryAssignment.satisfies(quorum, people, QuorumTest::isMember));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void moreVotesInFavourNeverUndoAnApproval(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Quorum quorum = randomQuorum(random, 2);
            List<Set<String>> people = new ArrayList<>(randomPeople(random));
            boolean before = quorum.satisfiedBy(people, QuorumTest::isMember);
            people.add(random.nextInt(people.size() + 1), Set.of(GROUPS.get(random.nextInt(GROUPS.size()))));

            assertThat(!before || quorum.satisfiedBy(people, QuorumTest::isMember))
                    .as("%s by %s", quorum, people)
                    .isTrue();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsWrittenReadsBackTheSame(long seed) throws Exception {
        Quorum quorum = randomQuorum(new Random(seed), 3);

        assertThat(Quorum.parse(quorum.toString()).toString()).isEqualTo(quorum.toString());
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 100));
    }

    private static Quorum randomQuorum(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return new Quorum.Of(1 + random.nextInt(2), GROUPS.get(random.nextInt(GROUPS.size())));
        }
        List<Quorum> parts = List.of(randomQuorum(random, depth - 1), randomQuorum(random, depth - 1));
        return random.nextBoolean() ? new Quorum.All(parts) : new Quorum.Any(parts);
    }

    private static List<Set<String>> randomPeople(Random random) {
        List<Set<String>> people = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Set<String> groups = new HashSet<>();
            GROUPS.stream().filter(group -> random.nextBoolean()).forEach(groups::add);
            people.add(groups);
        }
        return people;
    }

    private static boolean isMember(Set<String> groups, Quorum.Of term) {
        return groups.contains(term.group());
    }
}
