// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Asks the judge once about each call, however often an answer repeats it.
final class Judging {
    private final ToolJudge judge;
    private final AnswerLog log;
    private final Map<ToolCall, Verdict> verdicts = new HashMap<>();
    private final Map<ToolCall, ToolJudge.Pending> pending = new HashMap<>();

    Judging(ToolJudge judge, AnswerLog log) {
        this.judge = judge;
        this.log = log;
    }

    /// A call whose turn will come: the judge may begin with it.
    void ahead(ToolCall call) {
        if (!verdicts.containsKey(call)) pending.computeIfAbsent(call, judge::begin);
    }

    /// Whether [#judge] would wait for nobody.
    boolean isDecided(ToolCall call) {
        ToolJudge.Pending known = pending.get(call);
        return verdicts.containsKey(call) || (known != null && known.isDecided());
    }

    Verdict judge(ToolCall call) {
        Verdict known = verdicts.get(call);
        if (known != null) return known;
        Verdict verdict = pending.computeIfAbsent(call, judge::begin).verdict();
        verdicts.put(call, verdict);
        log.judged(call.name(), verdict instanceof Verdict.Allow);
        return verdict;
    }

    /// What the caller reads of a call whose arguments never became complete.
    static Verdict.Deny incomplete(String name) {
        return new Verdict.Deny("The call of the tool " + name + " was incomplete and has been removed.");
    }

    static String text(JsonNode arguments) {
        return arguments.isString() ? arguments.stringValue() : StrictJson.text(arguments);
    }
}
