// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.gateway.preview.Preview.Plan;
import dev.portcullis.gateway.preview.Preview.Rows;
import dev.portcullis.gateway.preview.Preview.Sample;
import dev.portcullis.sql.AffectedRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// One look at the target. The plan comes first: it shows whether the command would run at all.
final class Look {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final PreviewSession session;
    private final Question question;

    Look(PreviewSession session, Question question) {
        this.session = session;
        this.question = question;
    }

    /// @throws PreviewRefused policy does not let the approver see it
    Plan plan() {
        try {
            String plan = session.plan(Objects.requireNonNull(question.statement()));
            return plan.isEmpty() ? Plan.none("It is not shown to you.") : new Plan(tree(plan), "");
        } catch (SQLException e) {
            String words = Trouble.words(e);
            if (Trouble.isOurs(words)) {
                throw Trouble.refusal(e);
            }
            return Plan.none("The target would not run it as things are: " + words);
        }
    }

    /// A mask may have left something that is no JSON.
    private static JsonNode tree(String plan) {
        try {
            return JSON.readTree(plan);
        } catch (JacksonException e) {
            return StringNode.valueOf(plan);
        }
    }

    Rows rows() {
        return switch (question.rows()) {
            case AffectedRows.Untold(var why) -> Rows.none(why);
            case AffectedRows.Brought(var count, var atMost) -> Rows.of(count, doubts(atMost));
            case AffectedRows.Found(var count, var _, var atMost) -> counted(count, atMost);
        };
    }

    private Rows counted(String query, boolean atMost) {
        try {
            Long count = session.number(query);
            return count == null ? Rows.none("The number is not shown to you.") : Rows.of(count, doubts(atMost));
        } catch (SQLException e) {
            return Rows.none(Trouble.words(e));
        }
    }

    Sample sample() {
        try {
            return question.rows() instanceof AffectedRows.Found found ? session.sample(found.sample()) : Sample.NONE;
        } catch (SQLException e) {
            Trouble.words(e);
            return Sample.NONE;
        }
    }

    private List<String> doubts(boolean atMost) {
        List<String> doubts = new ArrayList<>(question.doubts());
        if (atMost) {
            doubts.add("ON CONFLICT may leave rows out, or change others.");
        }
        return doubts;
    }

    /// What the target itself may do to the command's rows, which no query shows. Asked last: who may not ask this has
    /// seen all else.
    List<String> atTheTarget() {
        if (question.target().isEmpty()) {
            return List.of("What triggers and rules do is not known.");
        }
        try {
            List<String> said = session.onlyColumn(TargetTraits.query(
                    question.target().getFirst(), question.target().getLast()));
            return said.contains(TargetTraits.LOOKED)
                    ? said.stream()
                            .filter(text -> !text.equals(TargetTraits.LOOKED))
                            .toList()
                    : List.of("What triggers and rules do is not shown to you.");
        } catch (SQLException e) {
            return List.of("What triggers and rules do could not be looked up: " + Trouble.words(e));
        }
    }
}
