// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

/// One server-sent event.
///
/// @param name its `event` field; empty where it has none
/// @param data its data lines, joined by line feeds
record SseEvent(String name, String data) {}
