// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class NotificationPropertiesTest {

    @Test
    void nobodyIsToldUnlessSomebodyIsConfigured() {
        assertThat(bind(Map.of()))
                .isEqualTo(new NotificationProperties(
                        "http://localhost:8080/api/approvals/v1/",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        10,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(10),
                        Duration.ofDays(30)));
    }

    @Test
    void aChannelIsToldEverythingUnlessItSaysWhatAndNoCommand() {
        Channel.Slack slack = bind(Map.of("slack[0].name", "ops", "slack[0].url", "env:SLACK"))
                .slack()
                .getFirst();

        assertThat(Occasion.values()).allMatch(slack::wants);
        assertThat(slack.commandCharacters()).isZero();
        assertThat(slack.plainText()).isFalse();
        assertThat(slack.buttons()).isFalse();
    }

    @Test
    void emergenciesAreToldWhateverAChannelIsFor() {
        Channel.Slack slack = bind(Map.of(
                        "slack[0].name", "ops",
                        "slack[0].url", "env:SLACK",
                        "slack[0].occasions", "decided"))
                .slack()
                .getFirst();

        assertThat(List.of(Occasion.values()).stream().filter(slack::wants))
                .containsExactly(Occasion.DECIDED, Occasion.EMERGENCY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slack[0].url", "teams[0].url", "webhooks[0].secret", "mail[0].password"})
    void aSecretThatIsWrittenOutStopsTheStartAndIsNotQuoted(String secret) {
        Map<String, String> channels = new java.util.HashMap<>(Map.of(
                "slack[0].name",
                "a",
                "slack[0].url",
                "env:A",
                "teams[0].name",
                "b",
                "teams[0].url",
                "env:B",
                "webhooks[0].name",
                "c",
                "webhooks[0].url",
                "https://c.example",
                "webhooks[0].secret",
                "env:C"));
        channels.putAll(Map.of(
                "mail[0].name",
                "d",
                "mail[0].host",
                "d.example",
                "mail[0].from",
                "p@d.example",
                "mail[0].to",
                "x@d.example",
                "mail[0].username",
                "p",
                "mail[0].password",
                "env:D"));
        bind(channels);
        channels.put(secret, "https://hooks.example/hunter2");

        assertThatThrownBy(() -> bind(channels))
                .hasRootCauseMessage("a secret is given as env:NAME or file:PATH, never itself")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aPasswordIsNotSentInPlainText() {
        assertThatThrownBy(() -> bind(Map.of(
                        "mail[0].name", "d",
                        "mail[0].host", "d.example",
                        "mail[0].from", "p@d.example",
                        "mail[0].to", "x@d.example",
                        "mail[0].tls", "none",
                        "mail[0].username", "p",
                        "mail[0].password", "env:D")))
                .hasRootCauseMessage("a password is never sent in plain text");
    }

    @Test
    void channelsHaveNamesOfTheirOwn() {
        assertThatThrownBy(() -> bind(Map.of(
                        "slack[0].name", "ops",
                        "slack[0].url", "env:A",
                        "teams[0].name", "ops",
                        "teams[0].url", "env:B")))
                .hasRootCauseMessage("two channels have the same name");
    }

    @Test
    void aSecretIsReadFromItsFileUnlessEverybodyCanReadIt() throws Exception {
        SecretReference reference = new SecretReference(Secrets.reference("hunter2"));
        assertThat(reference.value()).isEqualTo("hunter2");

        Files.setPosixFilePermissions(
                Path.of(reference.text().substring("file:".length())), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(reference::value)
                .isInstanceOf(SecretReference.Unresolved.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> new SecretReference("env:NOBODY_SETS_THIS").value())
                .hasMessage("nothing is at env:NOBODY_SETS_THIS");
    }

    private static NotificationProperties bind(Map<String, String> settings) {
        Map<String, String> source = settings.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        setting -> "portcullis.notifications." + setting.getKey(), Map.Entry::getValue));
        return new Binder(new MapConfigurationPropertySource(source))
                .bindOrCreate("portcullis.notifications", NotificationProperties.class);
    }
}
