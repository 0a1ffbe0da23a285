// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// Who may do what on Kafka, from where it is written: the script that Compose and the chart run, the broker's settings
/// in Compose, and the table in the operations guide.
final class KafkaAccess {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SETTING = Pattern.compile(
            "(?m)^\\s+KAFKA_(AUTHORIZER_CLASS_NAME|ALLOW_EVERYONE\\w+|AUTO_CREATE\\w+): \"?([\\w.]+)\"?$");

    private KafkaAccess() {}

    /// What the script grants, when it runs as it is. Kafka's tool is replaced by one that only says what it was told.
    static List<AclBinding> granted() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        "bash",
                        "-c",
                        "java() { echo \"$*\" >&2; }; export -f java; exec bash \"$0\"",
                        PROJECT.resolve("deploy/compose/kafka-access.sh").toString())
                .start();
        String told = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (script.waitFor() != 0) {
            throw new IllegalStateException(told);
        }
        return told.lines().flatMap(KafkaAccess::bindings).toList();
    }

    private static Stream<AclBinding> bindings(String line) {
        List<String> words = List.of(line.split(" ", -1));
        List<AclBinding> bindings = new ArrayList<>();
        for (String operation : after(words, "--operation")) {
            for (String principal : after(words, "--allow-principal")) {
                after(words, "--topic")
                        .forEach(name -> bindings.add(binding(principal, operation, ResourceType.TOPIC, name)));
                after(words, "--group")
                        .forEach(name -> bindings.add(binding(principal, operation, ResourceType.GROUP, name)));
            }
        }
        return bindings.stream();
    }

    private static List<String> after(List<String> words, String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals(option)) {
                values.add(words.get(i + 1));
            }
        }
        return values;
    }

    /// One right, as `Read` or `Write`.
    static AclBinding binding(String principal, String operation, ResourceType type, String name) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.fromString(operation), AclPermissionType.ALLOW));
    }

    /// How the broker in Compose judges.
    static Map<String, String> authorizer() throws IOException {
        Map<String, String> settings = new HashMap<>();
        Matcher setting = SETTING.matcher(Files.readString(PROJECT.resolve("docker-compose.yml")));
        while (setting.find()) {
            settings.put(setting.group(1).toLowerCase(java.util.Locale.ROOT).replace('_', '.'), setting.group(2));
        }
        return settings;
    }

    /// What the operations guide says, one right a line: `svc-gateway writes audit`.
    static Set<String> documented() throws IOException {
        Set<String> rights = new TreeSet<>();
        for (String line : Files.readAllLines(PROJECT.resolve("docs/operations.md"))) {
            if (line.startsWith("| `svc-")) {
                String[] cells = line.split("\\|", -1);
                String client = cells[1].replaceAll("[` ]", "");
                topics(cells[2]).forEach(topic -> rights.add(client + " writes " + topic));
                topics(cells[3]).forEach(topic -> rights.add(client + " reads " + topic));
            }
        }
        return rights;
    }

    private static List<String> topics(String cell) {
        return Stream.of(cell.replace("–", "").strip().split(", ", -1))
                .filter(topic -> !topic.isEmpty())
                .toList();
    }
}
