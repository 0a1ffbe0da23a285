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

    Judging(ToolJudge judge, AnswerLog log) {
        this.judge = judge;
        this.log = log;
    }

    Verdict judge(ToolCall call) {
        Verdict known = verdicts.get(call);
        if (known != null) return known;
        Verdict verdict = judge.judge(call);
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
