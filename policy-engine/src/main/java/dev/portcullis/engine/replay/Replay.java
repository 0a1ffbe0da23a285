// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.replay;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.documents.Amounts;
import dev.portcullis.engine.policies.Reading;
import dev.portcullis.engine.policies.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Judges recorded commands by what is in force and by what is proposed, side by side. Both times the command is judged
/// as it was recorded: by its facts, its caller and its moment. What was decided then does not count, since policy may
/// have changed in between. A command on which a rule says something that depends on what was not recorded is counted,
/// and not judged.
public final class Replay {

    private final PolicySet inForce;
    private final PolicySet proposed;
    private final Map<Key, Tally> changes = new LinkedHashMap<>();
    private long commands;
    private long changed;
    private long undecidable;
    private final Map<String, Long> unrecorded = new TreeMap<>();

    /// A replay of nothing yet.
    public Replay(PolicySet inForce, PolicySet proposed) {
        this.inForce = inForce;
        this.proposed = proposed;
    }

    /// Judges one more.
    public void add(RecordedCommand recorded) {
        Set<String> missing = new TreeSet<>();
        Decision before = judge(inForce, recorded, missing);
        Decision after = judge(proposed, recorded, missing);
        if (!missing.isEmpty()) {
            undecidable++;
            missing.forEach(attribute -> unrecorded.merge(attribute, 1L, Long::sum));
            return;
        }
        commands++;
        Key key = new Key(
                recorded.request().identity().subject(),
                recorded.request().connection(),
                words(before),
                words(after),
                reasons(after, before.outcome() == after.outcome()));
        if (!key.before().equals(key.after())) {
            changed++;
            changes.computeIfAbsent(key, _ -> new Tally(recorded)).count++;
        }
    }

    private static Decision judge(PolicySet set, RecordedCommand recorded, Set<String> missing) {
        return Judge.decide(set, recorded.request(), recorded.unrecorded(), (from, reading, _) -> {
            if (reading instanceof Reading.Failed && !from.rule().shadow()) {
                missing.addAll(unrecorded(from.rule(), recorded.unrecorded()));
            }
        });
    }

    /// Which of these attributes a rule reads, or a part of them, or them as a part of something.
    private static Set<String> unrecorded(Rule rule, Set<String> attributes) {
        Set<String> read = new TreeSet<>();
        rule.conditions()
                .flatMap(condition -> condition.reads().stream())
                .forEach(path -> attributes.stream()
                        .filter(attribute ->
                                (path + ".").startsWith(attribute + ".") || attribute.startsWith(path + "."))
                        .forEach(read::add));
        return read;
    }

    /// How many could not be judged, because a rule depends on what was not recorded of them.
    public long undecidable() {
        return undecidable;
    }

    /// What was not recorded and would have been needed, each with how many commands it was needed for.
    public Map<String, Long> unrecorded() {
        return Collections.unmodifiableMap(unrecorded);
    }

    /// How many were judged.
    public long commands() {
        return commands;
    }

    /// How many of them would be decided otherwise.
    public long changed() {
        return changed;
    }

    /// What would change, the most frequent first.
    public List<Change> changes() {
        List<Change> found = new ArrayList<>();
        changes.forEach((key, tally) -> found.add(new Change(
                key.subject(),
                key.connection(),
                key.before(),
                key.after(),
                key.reasons(),
                tally.count,
                tally.example.text(),
                tally.example.eventId())));
        found.sort(Comparator.comparingLong(Change::count).reversed());
        return found;
    }

    /// The rules that decided: those of the winning effect, or where that is the same, those that oblige.
    private static List<String> reasons(Decision decision, boolean sameOutcome) {
        String effect = word(decision.outcome());
        return decision.reasons().stream()
                .filter(reason -> !reason.shadow())
                .filter(reason -> sameOutcome
                        ? !reason.effect().equals("allow")
                        : reason.effect().equals(effect))
                .map(reason -> reason.rule().isEmpty() ? reason.message() : reason.policy() + "/" + reason.rule())
                .distinct()
                .toList();
    }

    private static String words(Decision decision) {
        StringJoiner words = new StringJoiner(", ");
        Decision.ApprovalTerms approval = decision.approval();
        words.add(word(decision.outcome()) + (approval == null ? "" : " for " + approval.quorum()));
        Obligations asked = decision.obligations();
        for (Obligations.Mask mask : asked.masks()) {
            String what = mask.classification() == null ? mask.detector() : mask.classification();
            words.add(mask.method() + " " + what
                    + (mask.keep() == null ? "" : " but " + mask.keep())
                    + (mask.unit() == null ? "" : " to the " + mask.unit())
                    + (mask.width() == null ? "" : " by " + mask.width()));
        }
        if (asked.readOnly()) {
            words.add("read only");
        }
        bound(words, asked.rowLimit(), "rows");
        bound(words, asked.byteLimit(), "bytes");
        bound(words, asked.statementTimeoutMillis(), "ms");
        bound(words, asked.commandsPerMinute(), "commands a minute");
        bound(words, asked.tokensPerDay(), "tokens a day");
        asked.moneyPerDay().forEach(money -> words.add(Amounts.text(money) + " a day"));
        if (asked.recording() != null) {
            words.add("recording " + word(asked.recording()));
        }
        if (asked.recordingLimit() != null) {
            words.add(word(asked.recordingLimit()) + " at a recording's bound");
        }
        if (asked.durability() != null) {
            words.add("durability " + word(asked.durability()));
        }
        if (asked.justification()) {
            words.add("justification");
        }
        return words.toString();
    }

    private static void bound(StringJoiner words, @Nullable Long most, String unit) {
        if (most != null) {
            words.add("at most " + most + " " + unit);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private record Key(String subject, String connection, String before, String after, List<String> reasons) {}

    private static final class Tally {
        private final RecordedCommand example;
        private long count;

        private Tally(RecordedCommand example) {
            this.example = example;
        }
    }
}
