// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An adaptive card as a Teams workflow takes it. Others' words stand in `TextRun`, which knows no Markdown; a mention
/// would need an entity, and there is none.
final class TeamsMessage {

    private TeamsMessage() {}

    static Map<String, Object> of(Notice notice) {
        Map<String, Object> card = Map.of(
                "$schema",
                "http://adaptivecards.io/schemas/adaptive-card.json",
                "type",
                "AdaptiveCard",
                "version",
                "1.4",
                "body",
                Stream.concat(
                                Stream.of(line(List.of(run(notice.title(), true)))),
                                notice.lines().stream()
                                        .map(line -> line(
                                                List.of(run(line.label() + ": ", true), run(line.value(), false)))))
                        .toList(),
                "actions",
                List.of(Map.of("type", "Action.OpenUrl", "title", "See all of it", "url", notice.link())));
        return Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
    }

    private static Map<String, Object> line(List<Map<String, Object>> runs) {
        return Map.of("type", "RichTextBlock", "inlines", runs);
    }

    private static Map<String, Object> run(String text, boolean bold) {
        return Map.of("type", "TextRun", "text", text, "weight", bold ? "Bolder" : "Default");
    }
}
