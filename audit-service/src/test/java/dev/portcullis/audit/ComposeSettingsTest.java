// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.audit.storage.ObjectProperties;
import dev.portcullis.audit.syslog.SyslogProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.Yaml;

/// The variables that `docker-compose.yml` hands on, if somebody sets them, mean something to this service.
class ComposeSettingsTest {

    private static final Map<String, Object> OBJECTS = Map.of(
            "PORTCULLIS_AUDIT_OBJECTS_BUCKET", "recordings",
            "PORTCULLIS_AUDIT_OBJECTS_PREFIX", "example.com/log/",
            "PORTCULLIS_AUDIT_OBJECTS_ENDPOINT", "https://s3.example",
            "PORTCULLIS_AUDIT_OBJECTS_REGION", "eu-central-1",
            "PORTCULLIS_AUDIT_OBJECTS_PATHSTYLE", "true");
    private static final Map<String, Object> WITNESSES = Map.of(
            "PORTCULLIS_AUDIT_WITNESSES_QUORUM", "2",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_0_NAME", "witness.example/w1",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_0_URL", "https://witness.example/w1",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_0_VKEY", "one",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_1_NAME", "witness.example/w2",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_1_URL", "https://witness.example/w2",
            "PORTCULLIS_AUDIT_WITNESSES_LIST_1_VKEY", "two");

    private static final Map<String, Object> SYSLOG = Map.of(
            "PORTCULLIS_AUDIT_SYSLOG_HOST", "siem.example",
            "PORTCULLIS_AUDIT_SYSLOG_PORT", "601",
            "PORTCULLIS_AUDIT_SYSLOG_TRANSPORT", "tcp");

    @Test
    void handsOnWhatIsUnderstood() throws IOException {
        Set<String> handedOn = environment().entrySet().stream()
                .filter(variable -> variable.getValue() == null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(handedOn)
                .hasSize(OBJECTS.size() + WITNESSES.size() + SYSLOG.size())
                .containsAll(OBJECTS.keySet());
        assertThat(handedOn).containsAll(WITNESSES.keySet()).containsAll(SYSLOG.keySet());

        ObjectProperties objects = binder(OBJECTS)
                .bind("portcullis.audit.objects", ObjectProperties.class)
                .get();
        assertThat(objects.bucket()).isEqualTo("recordings");
        assertThat(objects.prefix()).isEqualTo("example.com/log/");
        assertThat(objects.endpoint()).isEqualTo(URI.create("https://s3.example"));
        assertThat(objects.region()).isEqualTo("eu-central-1");
        assertThat(objects.pathStyle()).isTrue();
        SyslogProperties syslog = binder(SYSLOG)
                .bind("portcullis.audit.syslog", SyslogProperties.class)
                .get();
        assertThat(syslog.host()).isEqualTo("siem.example");
        assertThat(syslog.port()).isEqualTo(601);
        assertThat(syslog.transport()).isEqualTo(SyslogProperties.Transport.TCP);
        Binder witnesses = binder(WITNESSES);
        assertThat(witnesses
                        .bind("portcullis.audit.witnesses.quorum", Integer.class)
                        .get())
                .isEqualTo(2);
        assertThat(witnesses
                        .bind("portcullis.audit.witnesses.list[1].vkey", String.class)
                        .get())
                .isEqualTo("two");
    }

    @Test
    void saysWhereTheKeysAre() throws IOException {
        ObjectProperties objects = binder(Map.of(
                        "PORTCULLIS_AUDIT_OBJECTS_ACCESSKEYFILE",
                        Objects.requireNonNull(environment().get("PORTCULLIS_AUDIT_OBJECTS_ACCESSKEYFILE")),
                        "PORTCULLIS_AUDIT_OBJECTS_SECRETKEYFILE",
                        Objects.requireNonNull(environment().get("PORTCULLIS_AUDIT_OBJECTS_SECRETKEYFILE"))))
                .bind("portcullis.audit.objects", ObjectProperties.class)
                .get();
        assertThat(objects.accessKeyFile()).isEqualTo(Path.of("/run/portcullis/objects/access-key"));
        assertThat(objects.secretKeyFile()).isEqualTo(Path.of("/run/portcullis/objects/secret-key"));
        assertThat(objects.bucket()).isEmpty();
        assertThat(Files.readString(Path.of("..", "deploy", "compose", "secrets.sh")))
                .contains("/secrets/audit/objects/$name", "access-key secret-key");
    }

    private static Map<String, Object> environment() throws IOException {
        Map<String, Map<String, Map<String, Map<String, Object>>>> compose =
                new Yaml().load(Files.readString(Path.of("..", "docker-compose.yml")));
        return Objects.requireNonNull(compose.get("services")).get("audit").get("environment");
    }

    private static Binder binder(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment);
    }
}
