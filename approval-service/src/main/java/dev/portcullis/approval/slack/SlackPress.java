// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import dev.portcullis.approval.notifications.SlackMessage;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A press of a button: `block_actions`, as <https://docs.slack.dev/reference/interaction-payloads> describes it.
///
/// @param team the id of the workspace
/// @param user the id of who pressed
/// @param rejected the approvals that were said no to; none if a link was followed, which Slack reports too
record SlackPress(String team, String user, List<UUID> rejected) {

    private static final String PAYLOAD = "payload=";

    SlackPress {
        rejected = List.copyOf(rejected);
    }

    /// Reads the body of a request whose signature was verified.
    static SlackPress read(byte[] body, JsonMapper json) {
        try {
            String payload = Stream.of(new String(body, StandardCharsets.UTF_8).split("&", -1))
                    .filter(field -> field.startsWith(PAYLOAD))
                    .map(field -> URLDecoder.decode(field.substring(PAYLOAD.length()), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse("");
            JsonNode press = json.readTree(payload);
            if (!press.path("type").asString("").equals("block_actions")) {
                throw unread();
            }
            return new SlackPress(
                    press.path("team").path("id").asString(""),
                    press.path("user").path("id").asString(""),
                    press.path("actions")
                            .valueStream()
                            .filter(action ->
                                    action.path("action_id").asString("").equals(SlackMessage.REJECT))
                            .map(action -> UUID.fromString(action.path("value").asString("")))
                            .toList());
        } catch (JacksonException | IllegalArgumentException e) {
            throw unread();
        }
    }

    private static RefusedException unread() {
        return new RefusedException(new Refusal.Invalid("payload: is not what Slack sends for buttons of ours"));
    }
}
