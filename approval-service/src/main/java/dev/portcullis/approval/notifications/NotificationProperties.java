// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.URL;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who is told, and how hard it is tried. Nobody is told unless channels are configured.
///
/// @param link where people read on; `approvals/ID` or `grants/ID` is appended
/// @param attempts after so many a message is dead until somebody has it sent again
/// @param firstRetry how long after the first failure; it doubles from there
/// @param longestRetry how long at most between two attempts
/// @param timeout how long a channel may take to answer
/// @param soon how long before its end an open question is brought up again
/// @param lookInterval how often such questions are looked for
/// @param keep how long messages that were delivered, or are dead, can be looked at
@Validated
@ConfigurationProperties("portcullis.notifications")
public record NotificationProperties(
        @DefaultValue("http://localhost:8080/api/approvals/v1/") @URL
        String link,

        @DefaultValue List<Channel.@Valid Webhook> webhooks,
        @DefaultValue List<Channel.@Valid Slack> slack,
        @DefaultValue List<Channel.@Valid Teams> teams,
        @DefaultValue List<Channel.@Valid Mail> mail,
        @DefaultValue("10") @Min(1) int attempts,
        @DefaultValue("5s") Duration firstRetry,
        @DefaultValue("10m") Duration longestRetry,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("5m") Duration soon,
        @DefaultValue("10s") Duration lookInterval,
        @DefaultValue("30d") Duration keep) {

    public NotificationProperties {
        link = link.endsWith("/") ? link : link + "/";
        webhooks = List.copyOf(webhooks);
        slack = List.copyOf(slack);
        teams = List.copyOf(teams);
        mail = List.copyOf(mail);
        List<String> names = Stream.of(webhooks, slack, teams, mail)
                .flatMap(List::stream)
                .map(Channel::name)
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("two channels have the same name");
        }
    }

    /// All of them.
    List<Channel> channels() {
        return Stream.of(webhooks, slack, teams, mail)
                .<Channel>flatMap(List::stream)
                .toList();
    }
}
