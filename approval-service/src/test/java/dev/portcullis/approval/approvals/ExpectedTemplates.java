// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Requests;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.contracts.template.TemplateProposal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What templates should cover by the rules, kept by a second, plain telling of them.
final class ExpectedTemplates {

    /// A template as it should stand.
    static final class Known {
        final CommandTemplate proposed;
        final ApprovalRequest example;
        final Expected question;

        @Nullable
        Instant until;

        boolean revoked;
        int uses;

        Known(CommandTemplate proposed, ApprovalRequest example, Expected question) {
            this.proposed = proposed;
            this.example = example;
            this.question = question;
        }

        boolean stands(Instant now) {
            return until != null && !revoked && now.isBefore(until);
        }

        /// Whether people agreed to this command in advance.
        boolean covers(ApprovalRequest asked, Instant now) {
            Expected request = new Expected(asked, question.quorum, now, now.plusSeconds(1));
            return stands(now)
                    && uses < proposed.maxUses()
                    && asked.requester().subject().equals(example.requester().subject())
                    && asked.requester().actors().equals(example.requester().actors())
                    && asked.quorum().equals(example.quorum())
                    && isWithin(asked.text())
                    && question.voices.stream()
                            .noneMatch(voice -> request.isInvolved(voice.person()) || request.isInvolved(voice.seat()));
        }
    }

    private static final List<String> STATUSES = List.of("paid", "sent", "lost");
    private static final List<Integer> NUMBERS = List.of(5, 50, 5_000);

    private final Map<String, Known> templates = new LinkedHashMap<>();
    private final Map<UUID, String> coveredBy = new HashMap<>();

    /// Makes a request one of the shape that templates are about, within their bounds or not.
    static void shape(Requests request, Random random) {
        request.shaped("UPDATE orders SET status = '" + STATUSES.get(random.nextInt(STATUSES.size())) + "' WHERE id = "
                + NUMBERS.get(random.nextInt(NUMBERS.size())));
    }

    static boolean isShaped(ApprovalRequest asked) {
        return asked.facts() != null;
    }

    static TemplateProposal proposal(UUID example, Random random) {
        return new TemplateProposal(
                example.toString(),
                List.of(TemplateBound.oneOf("{1}", List.of("paid", "sent")), TemplateBound.whole("{2}", 1, 100)),
                null,
                5 + random.nextInt(60),
                1L + random.nextInt(3),
                "again and again");
    }

    private static boolean isWithin(String text) {
        return !text.contains("lost") && !text.contains("5000");
    }

    void proposed(CommandTemplate template, ApprovalRequest example, Expected question) {
        assertThat(isWithin(example.text())).as("the example keeps the bounds").isTrue();
        templates.put(template.id(), new Known(template, example, question));
    }

    /// After any vote: whether one of them holds from now on.
    void voted(Expected question, Instant now) {
        templates.values().stream()
                .filter(known -> known.question == question
                        && known.until == null
                        && question.state(now) == ApprovalState.CONSUMED)
                .forEach(known ->
                        known.until = now.truncatedTo(ChronoUnit.MILLIS).plusSeconds(known.proposed.seconds()));
    }

    /// The template that should cover a command: the oldest that does.
    Optional<Known> covering(ApprovalRequest asked, Instant now) {
        return isShaped(asked)
                ? templates.values().stream()
                        .filter(known -> known.covers(asked, now))
                        .findFirst()
                : Optional.empty();
    }

    void used(UUID approval, Known known) {
        known.uses++;
        coveredBy.put(approval, known.proposed.id());
    }

    boolean isCovered(UUID approval) {
        return coveredBy.containsKey(approval);
    }

    /// Whether running a covered command now would be what people said: asked of their votes and of the clock alone.
    boolean mayRun(UUID approval, Expected command, Instant now) {
        Known known = templates.get(coveredBy.get(approval));
        return known.stands(now)
                && now.isBefore(command.expiresAt)
                && known.question.isAgreedTo()
                && known.uses <= known.proposed.maxUses()
                && isWithin(command.asked.text())
                && known.question.voices.stream()
                        .noneMatch(voice -> command.isInvolved(voice.person()) || command.isInvolved(voice.seat()));
    }

    /// Whether nothing stands against a command that was covered, or it was not covered at all.
    boolean stillAgreed(UUID approval, Instant now) {
        String template = coveredBy.get(approval);
        return template == null || templates.get(template).stands(now);
    }

    List<Known> standing(Instant now) {
        return templates.values().stream().filter(known -> known.stands(now)).toList();
    }

    void check(Stage stage) {
        templates.forEach((id, known) -> {
            CommandTemplate stored = stage.templates().read(id);
            assertThat(stored.uses()).isEqualTo(known.uses).isLessThanOrEqualTo(stored.maxUses());
            assertThat(stored.startsAt() != null).isEqualTo(known.until != null);
        });
    }
}
