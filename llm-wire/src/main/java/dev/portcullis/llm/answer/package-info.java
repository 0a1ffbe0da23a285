// SPDX-License-Identifier: Apache-2.0
/// Answers of language models, whole or as streams of events. What leaves here is written anew from what was
/// understood:
/// every text masked, every tool call judged, in the grammar of the API it came in. What is not understood ends the
/// answer.
@NullMarked
package dev.portcullis.llm.answer;

import org.jspecify.annotations.NullMarked;
