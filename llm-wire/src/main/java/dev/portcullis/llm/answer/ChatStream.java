// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The stream of Chat Completions: chunks without names, then `[DONE]`. Of a chunk only the known fields go out.
final class ChatStream implements EventRewriter {
    private static final String DONE = "[DONE]";
    private static final int MOST_CHOICES = 128;
    private static final List<String> ENVELOPE =
            List.of("id", "object", "created", "model", "service_tier", "system_fingerprint");

    private final AnswerRules rules;
    private final AnswerLog log;
    private final MaskedTree masked;
    private final Judging judging;
    private final Map<Integer, ChatChoice> choices = new TreeMap<>();
    private ObjectNode envelope = StrictJson.object();
    private boolean done;

    ChatStream(AnswerRules rules, AnswerLog log) {
        this.rules = rules;
        this.log = log;
        this.masked = new MaskedTree(rules.mask());
        this.judging = new Judging(rules.judge(), log);
    }

    @Override
    public void event(SseEvent event, EventSink out) throws LlmWireException {
        if (done) throw new LlmWireException(Problem.MALFORMED, "an event after the last");
        if (event.data().equals(DONE)) {
            for (ChatChoice choice : choices.values()) {
                for (ObjectNode rest : choice.unfinished()) out.data(with(StrictJson.object(), rest, true));
            }
            out.data(DONE);
            log.completed();
            done = true;
            return;
        }
        ObjectNode chunk = StrictJson.object(StrictJson.read(event.data()), "a chunk");
        if (chunk.hasNonNull("error")) {
            out.data(masked.of(chunk));
        } else {
            chunk(chunk, out);
        }
    }

    private void chunk(ObjectNode chunk, EventSink out) throws LlmWireException {
        envelope = masked.of(chunk.deepCopy().retain(ENVELOPE));
        log.model(envelope.path("model"));
        log.usage(chunk.path("usage"));
        var changes = new ArrayList<ObjectNode>();
        for (JsonNode choice : chunk.path("choices")) {
            changes.addAll(choice(choice.path("index").asInt(0)).take(choice));
        }
        boolean usageOnly = chunk.path("choices").isEmpty() && chunk.hasNonNull("usage");
        if (usageOnly) {
            out.data(with(chunk, StrictJson.object(), false));
        }
        for (ObjectNode change : changes) out.data(with(chunk, change, true));
    }

    private ChatChoice choice(int index) throws LlmWireException {
        if (index < 0 || index >= MOST_CHOICES) throw new LlmWireException(Problem.TOO_LARGE, "too many choices");
        return choices.computeIfAbsent(index, i -> new ChatChoice(i, rules.mask(), masked, judging, log));
    }

    private ObjectNode with(ObjectNode chunk, ObjectNode choice, boolean hasChoice) throws LlmWireException {
        ObjectNode written = envelope.deepCopy();
        var list = written.putArray("choices");
        if (hasChoice) list.add(choice);
        if (chunk.hasNonNull("usage")) written.set("usage", masked.of(chunk.path("usage")));
        return written;
    }

    @Override
    public void abort(String message, EventSink out) {
        out.data(ErrorBody.openAi("blocked", message));
    }
}
