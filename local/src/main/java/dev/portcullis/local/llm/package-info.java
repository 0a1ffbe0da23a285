// SPDX-License-Identifier: Apache-2.0
/// A pretended provider of language models, since the real ones cost money and cannot be reached from a test. It speaks
/// the APIs of OpenAI, Anthropic and GitHub Copilot, streamed and not, demands credentials of its own, and says what a
/// script tells it to: personal data, secrets, tool calls, errors, and what it has been sent.
@NullMarked
package dev.portcullis.local.llm;

import org.jspecify.annotations.NullMarked;
