// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Words a message for its channel and sends it, once.
@Component
final class Sending {

    private final Posting posting;
    private final Mailing mailing;
    private final JsonMapper json;
    private final Clock clock;

    Sending(Posting posting, Mailing mailing, JsonMapper json, Clock clock) {
        this.posting = posting;
        this.mailing = mailing;
        this.json = json;
        this.clock = clock;
    }

    Attempt attempt(Channel channel, DeliveryRows.Message message) throws InterruptedException {
        try {
            return send(channel, message);
        } catch (SecretReference.Unresolved e) {
            return new Attempt.Failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // An address that some library cannot stomach fails here like any other: it must not stop the channel.
            return new Attempt.Failed(e);
        }
    }

    private Attempt send(Channel channel, DeliveryRows.Message message)
            throws InterruptedException, SecretReference.Unresolved {
        Notice notice = message.notice();
        return switch (channel) {
            case Channel.Webhook webhook -> {
                String secret = new SecretReference(webhook.secret()).value();
                WebhookMessage signed = WebhookMessage.of(message.id(), notice, secret, clock.instant(), json);
                yield posting.post(webhook.url(), webhook.plainText(), signed.body(), signed.headers());
            }
            case Channel.Slack slack -> post(slack.url(), slack.plainText(), SlackMessage.of(notice, slack.buttons()));
            case Channel.Teams teams -> post(teams.url(), teams.plainText(), TeamsMessage.of(notice));
            case Channel.Mail mail -> mailing.send(mail, message.id(), notice);
        };
    }

    private Attempt post(String url, boolean plainText, Map<String, Object> body)
            throws InterruptedException, SecretReference.Unresolved {
        return posting.post(url, plainText, json.writeValueAsString(body), Map.of());
    }
}
