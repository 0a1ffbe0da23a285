// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import dev.portcullis.approval.notifications.SecretReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose presses in Slack count. Nobody's unless configured.
///
/// @param signingSecret a reference to what Slack signs its requests with; empty for no buttons
/// @param team the id of the one workspace
/// @param people who it is that has a Slack user id
@ConfigurationProperties("portcullis.notifications.slack-buttons")
public record SlackProperties(
        @DefaultValue("") String signingSecret,
        @DefaultValue("") String team,
        @DefaultValue Map<String, Person> people) {

    public SlackProperties {
        people = Map.copyOf(people);
        if (!signingSecret.isEmpty()) {
            new SecretReference(signingSecret);
            if (team.isBlank()) {
                throw new IllegalArgumentException("buttons in Slack need the id of the workspace");
            }
        }
    }

    /// Somebody as their tokens say it.
    ///
    /// @param subject the subject
    /// @param groups the groups in which their no counts
    public record Person(String subject, Set<String> groups) {

        public Person {
            if (subject == null || subject.isBlank()) {
                throw new IllegalArgumentException("a person in Slack needs a subject");
            }
            groups = Set.copyOf(groups == null ? List.of() : groups);
        }
    }
}
