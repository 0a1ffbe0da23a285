// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import dev.portcullis.approval.notifications.SecretReference;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// `/v1/slack/actions`: the only endpoint that opens without a token, to requests that Slack signed. Whoever pressed
/// sees
/// in Slack whether the answer was a good one.
@RestController
class SlackController {

    private static final int MAX_BYTES = 64 * 1024;

    private final SlackProperties properties;
    private final SlackButtons buttons;
    private final JsonMapper json;
    private final Clock clock;

    SlackController(SlackProperties properties, SlackButtons buttons, JsonMapper json, Clock clock) {
        this.properties = properties;
        this.buttons = buttons;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(path = "/v1/slack/actions", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> pressed(
            @RequestHeader(name = "X-Slack-Request-Timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "X-Slack-Signature", defaultValue = "") String signature,
            HttpServletRequest request)
            throws IOException {
        // The bytes as they came: the signature is over them, not over what a form parser makes of them.
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES || !isSlacks(new SlackSignature(timestamp, signature), body)) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        buttons.pressed(SlackPress.read(body, json), request.getRemoteAddr());
        return ResponseEntity.ok().build();
    }

    private boolean isSlacks(SlackSignature signature, byte[] body) {
        if (properties.signingSecret().isEmpty()) {
            return false;
        }
        try {
            return signature.covers(body, new SecretReference(properties.signingSecret()).value(), clock.instant());
        } catch (SecretReference.Unresolved e) {
            return false;
        }
    }
}
