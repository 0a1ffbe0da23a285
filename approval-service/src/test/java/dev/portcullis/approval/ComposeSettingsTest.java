// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.grants.GrantProperties;
import dev.portcullis.approval.keys.KeyProperties;
import dev.portcullis.approval.templates.TemplateProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    private static final Map<String, Object> SET = Map.ofEntries(
            Map.entry("PORTCULLIS_TEMPLATES_RULES_0_CONNECTIONS", "orders-*,carts"),
            Map.entry("PORTCULLIS_TEMPLATES_RULES_0_QUORUM", "1 of dba"),
            Map.entry("PORTCULLIS_TEMPLATES_RULES_0_LONGEST", "8h"),
            Map.entry("PORTCULLIS_TEMPLATES_RULES_0_MOSTUSES", "200"),
            Map.entry("PORTCULLIS_GRANTS_RULES_0_CONNECTIONS", "orders-*"),
            Map.entry("PORTCULLIS_GRANTS_RULES_0_QUORUM", "2 of sre"),
            Map.entry("PORTCULLIS_GRANTS_RULES_0_LONGEST", "1h"),
            Map.entry("PORTCULLIS_GRANTS_RULES_0_LONGESTEXTENDED", "2h"),
            Map.entry("PORTCULLIS_GRANTS_BREAKGLASS_GROUPS", "oncall"),
            Map.entry("PORTCULLIS_KEYS_LONGEST", "2h"),
            Map.entry("PORTCULLIS_KEYS_BEYONDTOKEN", "true"),
            Map.entry("PORTCULLIS_KEYS_PERIDENTITY", "5"));

    @Test
    void handsOnWhatIsUnderstood() throws IOException {
        assertThat(handedOn()).isEqualTo(SET.keySet());

        assertThat(bind(SET, "portcullis.templates", TemplateProperties.class).rules())
                .containsExactly(new TemplateProperties.Rule(
                        List.of("orders-*", "carts"), "1 of dba", Duration.ofHours(8), 200));
        GrantProperties grants = bind(SET, "portcullis.grants", GrantProperties.class);
        assertThat(grants.rules())
                .containsExactly(new GrantProperties.Rule(
                        List.of("orders-*"), "2 of sre", Duration.ofHours(1), Duration.ofHours(2)));
        assertThat(grants.breakGlass().groups()).containsExactly("oncall");
        assertThat(bind(SET, "portcullis.keys", KeyProperties.class))
                .isEqualTo(new KeyProperties(Duration.ofHours(2), true, 5));
    }

    @Test
    void allowsNothingWhereNobodySaysAnything() {
        assertThat(bind(Map.of(), "portcullis.templates", TemplateProperties.class)
                        .rules())
                .isEmpty();
        GrantProperties grants = bind(Map.of(), "portcullis.grants", GrantProperties.class);
        assertThat(grants.rules()).isEmpty();
        assertThat(grants.breakGlass().groups()).isEmpty();
        assertThat(grants.breakGlass().responders()).isEmpty();
        assertThat(bind(Map.of(), "portcullis.keys", KeyProperties.class))
                .isEqualTo(new KeyProperties(Duration.ofHours(8), false, 20));
    }

    /// Variables without a value are those of whoever starts it.
    private static Set<String> handedOn() throws IOException {
        Map<String, Map<String, Map<String, Map<String, Object>>>> compose =
                new Yaml().load(Files.readString(Path.of("..", "docker-compose.yml")));
        return Objects.requireNonNull(compose.get("services")).get("approval").get("environment").entrySet().stream()
                .filter(variable -> variable.getValue() == null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static <T> T bind(Map<String, Object> variables, String prefix, Class<T> type) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate(prefix, type);
    }
}
