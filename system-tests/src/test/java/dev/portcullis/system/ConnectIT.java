// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.EmbeddedBroker;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.NoneConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.util.FutureCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The configurations in `docs/events/consumers.md`, with Kafka Connect as it is shipped: the one that needs Kafka
/// alone runs (but for the few lines that write the file), with the rights that a SIEM has and no others; of those
/// that need others' programs, everything that is Kafka's own does what it should with an event.
class ConnectIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "events", "consumers.md");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SIEM = "siem";
    private static final String STRANGER = "stranger";
    private static final int EVENTS = 40;

    private static EmbeddedBroker broker;
    private static final List<String> SENT = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.createGuarded(
                Map.of("admin", "admin-password", SIEM, "siem-password", STRANGER, "stranger-password"),
                KafkaAccess.authorizer());
        try (Admin admin = Admin.create(as("admin", ""))) {
            admin.createTopics(List.of(new NewTopic(Topics.AUDIT, 3, (short) 1)))
                    .all()
                    .get();
            admin.createAcls(rights(SIEM)).all().get();
        }
        Map<String, Object> settings = as("admin", "");
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (int i = 0; i < EVENTS; i++) {
                String event = event("s" + i % 4, i);
                SENT.add(event);
                producer.send(new ProducerRecord<>(
                                Topics.AUDIT, null, bytes("s" + i % 4), bytes(event), headers("e" + i)))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /// As the document says: Describe and Read on the topic, Read on the group of the connector.
    private static List<AclBinding> rights(String client) {
        return List.of(
                KafkaAccess.binding("User:" + client, "Describe", ResourceType.TOPIC, Topics.AUDIT),
                KafkaAccess.binding("User:" + client, "Read", ResourceType.TOPIC, Topics.AUDIT),
                KafkaAccess.binding("User:" + client, "Read", ResourceType.GROUP, "connect-portcullis-file"));
    }

    @Test
    void aFileHoldsEachEventByteForByteOnALineOfItsOwn() throws Exception {
        Path file = folder.resolve("audit.ndjson");
        try (Connect _ = connect(SIEM, file)) {
            await("all events are in the file")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines(file)).hasSize(EVENTS));
        }
        assertThat(lines(file)).containsExactlyInAnyOrderElementsOf(SENT);
        for (String line : lines(file)) {
            assertThat(JsonMapper.shared().readTree(line).path("class_uid").asInt())
                    .isEqualTo(6005);
        }
        for (int chain = 0; chain < 4; chain++) {
            String own = "\"correlation_uid\":\"s" + chain + "\"";
            assertThat(lines(file).stream().filter(line -> line.contains(own)))
                    .as("in the order of the chain")
                    .containsExactlyElementsOf(
                            SENT.stream().filter(line -> line.contains(own)).toList());
        }
    }

    @Test
    void whoHasNoRightsGetsNothing() throws Exception {
        Path file = folder.resolve("audit.ndjson");
        try (Connect connect = connect(STRANGER, file)) {
            await("it is told that it may not")
                    .atMost(PATIENCE)
                    .until(() -> connect.failure().contains("AuthorizationException"));
            assertThat(Files.exists(file) ? lines(file) : List.of()).isEmpty();
        }
    }

    @Test
    void inElasticADocumentGetsTheIdOfItsEvent() throws Exception {
        Map<String, String> config = json("portcullis-elastic");
        SinkRecord record = read(config);
        for (String name : config.get("transforms").split(",", -1)) {
            record = transformed(record, config, name);
        }
        assertThat(record.key()).isEqualTo("e7");
        assertThat(field(record, "class_uid")).isEqualTo(6005L);
        assertThat(field(record, "metadata")).isInstanceOf(Map.class);
    }

    @Test
    void forSplunkAndAnObjectStoreAnEventIsOneObject() throws Exception {
        for (String name : List.of("portcullis-splunk", "portcullis-s3")) {
            SinkRecord record = read(json(name));
            assertThat(record.key()).isEqualTo("s3");
            assertThat(field(record, "class_uid")).isEqualTo(6005L);
        }
    }

    @Test
    void everyConnectorReadsTheAuditTopicAndHoldsNoSecret() throws Exception {
        for (String name : List.of("portcullis-splunk", "portcullis-elastic", "portcullis-s3")) {
            Map<String, String> config = json(name);
            assertThat(config).containsEntry("topics", Topics.AUDIT);
            config.forEach((key, value) -> {
                if (key.endsWith("token") || key.endsWith("password")) {
                    assertThat(value).as(key).startsWith("${file:");
                }
            });
        }
        assertThat(properties()).containsEntry("topics", Topics.AUDIT);
    }

    /// A worker as `connect-standalone` makes it, without its REST server.
    private Connect connect(String client, Path file) throws Exception {
        Map<String, String> settings = asText(as(client, ""));
        settings.putAll(asText(as(client, "consumer.")));
        settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        settings.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        settings.put("offset.storage.file.filename", folder.resolve("offsets").toString());
        settings.put("consumer.auto.offset.reset", "earliest");
        settings.put("plugin.discovery", "service_load");
        Map<String, String> connector = new HashMap<>(properties());
        assertThat(connector).containsEntry("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
        connector.put("connector.class", LineSink.class.getName());
        connector.put("file", file.toString());
        Plugins plugins = new Plugins(settings);
        plugins.compareAndSwapWithDelegatingLoader();
        StandaloneConfig config = new StandaloneConfig(settings);
        var policy = new NoneConnectorClientConfigOverridePolicy();
        FileOffsetBackingStore offsets = new FileOffsetBackingStore(
                plugins.newInternalConverter(true, JsonConverter.class.getName(), Map.of("schemas.enable", "false")));
        offsets.configure(config);
        Worker worker = new Worker("worker", Time.SYSTEM, plugins, config, offsets, policy);
        StandaloneHerder herder = new StandaloneHerder(worker, "cluster", policy);
        herder.start();
        var created = new FutureCallback<Herder.Created<ConnectorInfo>>();
        herder.putConnectorConfig(connector.get("name"), connector, false, created);
        created.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Connect(herder, connector.get("name"));
    }

    /// A worker that runs, with its one connector.
    private record Connect(StandaloneHerder herder, String name) implements AutoCloseable {

        /// Why its task has ended; empty while it runs.
        String failure() {
            return herder.connectorStatus(name).tasks().stream()
                    .map(task -> String.valueOf(task.trace()))
                    .filter(trace -> !trace.equals("null"))
                    .collect(Collectors.joining());
        }

        @Override
        public void close() {
            herder.stop();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /// The block of the document that Kafka alone can run.
    private static Map<String, String> properties() throws IOException {
        Matcher block = Pattern.compile("(?s)```properties\n(.*?)```").matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).isTrue();
        Properties properties = new Properties();
        properties.load(new StringReader(block.group(1)));
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static Map<String, String> json(String name) throws IOException {
        Matcher block = Pattern.compile("(?s)```json\n(.*?)```").matcher(Files.readString(DOCUMENT));
        while (block.find()) {
            JsonNode document = JsonMapper.shared().readTree(block.group(1));
            if (document.path("name").asString().equals(name)) {
                return document.path("config")
                        .propertyStream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().asString()));
            }
        }
        throw new AssertionError("no " + name + " in " + DOCUMENT);
    }

    /// An event as the configured converters hand it on.
    private static SinkRecord read(Map<String, String> config) throws Exception {
        Converter keys = made(Converter.class, config, "key.converter");
        keys.configure(under(config, "key.converter."), true);
        Converter values = made(Converter.class, config, "value.converter");
        values.configure(under(config, "value.converter."), false);
        SchemaAndValue key = keys.toConnectData(Topics.AUDIT, bytes("s3"));
        SchemaAndValue value = values.toConnectData(Topics.AUDIT, bytes(event("s3", 7)));
        ConnectHeaders headers = new ConnectHeaders();
        try (HeaderConverter converter = made(
                HeaderConverter.class,
                Map.of(
                        "header.converter",
                        config.getOrDefault(
                                "header.converter", "org.apache.kafka.connect.storage.SimpleHeaderConverter")),
                "header.converter")) {
            converter.configure(Map.of("converter.type", "header"));
            for (var header : headers("e7")) {
                headers.add(header.key(), converter.toConnectHeader(Topics.AUDIT, header.key(), header.value()));
            }
        }
        return new SinkRecord(
                Topics.AUDIT, 0, key.schema(), key.value(), value.schema(), value.value(), 1, 0L, null, headers);
    }

    @SuppressWarnings("unchecked")
    private static SinkRecord transformed(SinkRecord record, Map<String, String> config, String name) throws Exception {
        try (Transformation<SinkRecord> step = made(Transformation.class, config, "transforms." + name + ".type")) {
            Map<String, String> own = under(config, "transforms." + name + ".");
            own.remove("type");
            assertThat(step.config().configKeys().keySet())
                    .as("keys of %s", name)
                    .containsAll(own.keySet());
            step.configure(own);
            return step.apply(record);
        }
    }

    private static Object field(SinkRecord record, String name) {
        return record.value() instanceof Map<?, ?> event ? event.get(name) : "no object: " + record.value();
    }

    private static <T> T made(Class<T> type, Map<String, String> config, String key) throws Exception {
        return type.cast(Class.forName(config.get(key)).getDeclaredConstructor().newInstance());
    }

    private static Map<String, String> under(Map<String, String> config, String prefix) {
        return config.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(prefix.length()),
                        Map.Entry::getValue,
                        (one, _) -> one,
                        HashMap::new));
    }

    private static RecordHeaders headers(String id) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_specversion", bytes("1.0"));
        headers.add("ce_id", bytes(id));
        headers.add("ce_type", bytes("dev.portcullis.command.intent"));
        return headers;
    }

    private static String event(String chain, int number) {
        return "{\"time\":1785672000123,\"class_uid\":6005,\"metadata\":{\"uid\":\"e" + number
                + "\",\"correlation_uid\":\"" + chain + "\",\"sequence\":" + number
                + "},\"query_info\":{\"query_string\":\"SELECT 'ü\\n\\u001b€ " + number + "'\"}}";
    }

    private static Map<String, Object> as(String client, String prefix) {
        return new HashMap<>(Map.of(
                prefix + "bootstrap.servers",
                broker.bootstrapServers(),
                prefix + "security.protocol",
                "SASL_PLAINTEXT",
                prefix + "sasl.mechanism",
                "PLAIN",
                prefix + "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + client
                        + "\" password=\"" + client + "-password\";"));
    }

    private static Map<String, String> asText(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> String.valueOf(entry.getValue()), (one, _) -> one, HashMap::new));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
