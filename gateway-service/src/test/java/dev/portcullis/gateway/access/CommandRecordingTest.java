// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandRecordingTest {
    private final FakeWorld world = new FakeWorld();
    private final FakeRecording recording = world.recording;
    private final GatewaySession session = world.session();
    private final AccessGuard guard = new AccessGuard(world, world, world.clock);

    @ParameterizedTest
    @CsvSource({
        "COMMAND,       , MARK", "COMMAND, MARK, MARK", "COMMAND, REFUSE, REFUSE", "COMMAND, END, END",
        "SESSION,       , REFUSE", "SESSION, MARK, MARK", "SESSION, REFUSE, REFUSE", "SESSION, END, END",
        "VALUE,         , CUT", "VALUE, MARK, CUT", "VALUE, REFUSE, REFUSE", "VALUE, END, END"
    })
    void doesWithARowAsPolicySays(RecordingBound.Of of, @Nullable RecordingLimit limit, String then) {
        CommandRecording answer = answer(limit);
        assertThat(answer.row(List.of("a"))).isNull();
        recording.bound = new RecordingBound(of, "so much");

        Refusal.RecordingFull full = answer.row(List.of("b"));

        switch (then) {
            case "MARK" -> {
                assertThat(full).isNull();
                assertThat(recording.lines).containsExactly("row [a]", "left out: rows left out, after so much");
                assertThat(answer.row(List.of("c"))).isNull();
                assertThat(recording.lines).hasSize(2);
            }
            case "CUT" -> {
                assertThat(full).isNull();
                assertThat(recording.lines).containsExactly("row [a]", "row [b]");
            }
            default -> {
                assertThat(full).isEqualTo(new Refusal.RecordingFull("so much", true, then.equals("END")));
                assertThat(recording.lines).containsExactly("row [a]");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMMAND,       , PASS", "COMMAND, MARK, PASS", "COMMAND, REFUSE, REFUSE", "COMMAND, END, END",
        "SESSION,       , REFUSE", "SESSION, MARK, PASS", "SESSION, REFUSE, REFUSE", "SESSION, END, END",
        "VALUE,         , PASS", "VALUE, MARK, PASS", "VALUE, REFUSE, REFUSE", "VALUE, END, END"
    })
    void letsACommandOutAsPolicySays(RecordingBound.Of of, @Nullable RecordingLimit limit, String then) {
        assertThat(permit(limit)).containsExactly("granted 2");
        assertThat(world.record).containsExactly("intend 2");
        recording.bound = new RecordingBound(of, "so much");

        List<String> said = permit(limit);

        if (then.equals("PASS")) {
            assertThat(said).containsExactly("granted 2");
        } else {
            assertThat(said)
                    .containsExactly(new Refusal.RecordingFull("so much", false, then.equals("END")).toString());
            assertThat(world.record).as("no intent").hasSize(1);
        }
    }

    @Test
    void recordsTextInPiecesAndNeverHalfOfIt() {
        String text = "x".repeat(SessionRecording.LONGEST_VALUE - 1) + "\ud83d\ude00" + "y";
        recording.bound = new RecordingBound(RecordingBound.Of.VALUE, "a value");
        assertThat(answer(RecordingLimit.END).text(text)).isNull();
        assertThat(recording.lines)
                .containsExactly("row [" + "x".repeat(SessionRecording.LONGEST_VALUE - 1) + "]", "row [\ud83d\ude00y]");
        assertThat(CommandRecording.pieces("")).isEmpty();

        recording.bound = new RecordingBound(RecordingBound.Of.COMMAND, "so much");
        assertThat(answer(RecordingLimit.END).text(text)).isNotNull();
        assertThat(recording.lines).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFUSE", "END"})
    void letsNothingPassThatCannotBeRecorded(RecordingLimit limit) {
        assertThat(CommandRecording.isStrict(recording, obligations(limit))).isTrue();
        assertThat(answer(limit).unrecorded("an image"))
                .isEqualTo(new Refusal.RecordingFull("an image cannot be recorded", true, limit == RecordingLimit.END));
        assertThat(recording.lines).isEmpty();

        assertThat(CommandRecording.isStrict(recording, Obligations.NONE)).isFalse();
        assertThat(answer(null).unrecorded("an image")).isNull();
        assertThat(recording.lines).containsExactly("left out: an image is not recorded");
    }

    @Test
    void asksForNoRoomWhereAnswersAreNotRecorded() {
        recording.ofRows = false;
        recording.bound = new RecordingBound(RecordingBound.Of.COMMAND, "so much");
        assertThat(CommandRecording.isStrict(recording, obligations(RecordingLimit.END)))
                .isFalse();
        assertThat(answer(RecordingLimit.END).row(List.of("a"))).isNull();
        assertThat(answer(RecordingLimit.END).unrecorded("an image")).isNull();
        assertThat(recording.lines).isEmpty();
    }

    private CommandRecording answer(@Nullable RecordingLimit limit) {
        return new CommandRecording(recording, "c1", obligations(limit));
    }

    private List<String> permit(@Nullable RecordingLimit limit) {
        List<String> said = new ArrayList<>();
        Decision decision = new Decision(
                Decision.Outcome.ALLOW,
                List.of(),
                obligations(limit),
                null,
                0,
                1,
                new Decision.CacheTerms(true, List.of()));
        Verdict.Allowed allowed = new Verdict.Allowed(FakeWorld.command("SELECT"), decision, null);
        guard.permit(session, List.of(allowed, allowed), new AccessGuard.Permission() {
            @Override
            public void granted(List<Grant> grants) {
                said.add("granted " + grants.size());
            }

            @Override
            public void refused(Refusal refusal) {
                said.add(refusal.toString());
            }
        });
        return said;
    }

    private static Obligations obligations(@Nullable RecordingLimit limit) {
        return limit == null ? Obligations.NONE : Obligations.NONE.atRecordingLimit(limit);
    }
}
