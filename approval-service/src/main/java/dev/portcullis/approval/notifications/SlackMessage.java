// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A message as a Slack incoming webhook takes it. Others' words stand in `plain_text`, where nothing is a mention, a
/// link
/// or an emoji, and are escaped all the same.
public final class SlackMessage {

    /// The `action_id` of the button that says no; its value is the approval's id.
    public static final String REJECT = "portcullis-reject";

    private SlackMessage() {}

    static Map<String, Object> of(Notice notice, boolean buttons) {
        List<Object> blocks = new ArrayList<>();
        blocks.add(Map.of("type", "header", "text", text(notice.title())));
        notice.lines()
                .forEach(line ->
                        blocks.add(Map.of("type", "section", "text", text(line.label() + ": " + line.value()))));
        List<Object> elements = new ArrayList<>(List.of(Map.of(
                "type",
                "button",
                "action_id",
                "portcullis-open",
                "text",
                text("See all of it"),
                "url",
                notice.link())));
        if (buttons && notice.occasion().isOpen()) {
            elements.add(reject(notice));
        }
        blocks.add(Map.of("type", "actions", "elements", elements));
        return Map.of(
                "text",
                escaped("Portcullis: " + notice.title() + " (" + notice.connection() + ")"),
                "mrkdwn",
                false,
                "unfurl_links",
                false,
                "unfurl_media",
                false,
                "blocks",
                blocks);
    }

    private static Map<String, Object> reject(Notice notice) {
        return Map.of(
                "type",
                "button",
                "action_id",
                REJECT,
                "style",
                "danger",
                "text",
                text("Reject"),
                "value",
                notice.id(),
                "confirm",
                Map.of(
                        "title",
                        text("Reject it?"),
                        "text",
                        text("One no ends it."),
                        "confirm",
                        text("Reject"),
                        "deny",
                        text("Cancel")));
    }

    private static Map<String, Object> text(String text) {
        return Map.of("type", "plain_text", "emoji", false, "text", escaped(text));
    }

    /// Slack's three control characters: <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
