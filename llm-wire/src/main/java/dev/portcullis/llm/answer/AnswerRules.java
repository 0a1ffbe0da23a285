// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge;

/// What is asked of an answer.
///
/// @param mask for all its texts
/// @param judge for its tool calls
public record AnswerRules(TextMask mask, ToolJudge judge) {}
