// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.Ocsf;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.JsonNode;

/// One run of secrets through every way into and out of the product: tokens, passwords, classified values of a
/// database, secrets in what is said to a language model. Then every byte that was written down anywhere is looked
/// through, and none of them is there; nor are the product's own credentials.
class CanaryIT {
    private static final int ROW = 900_001;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CONTROL_TOPIC = "canary.control";
    private static final Map<String, String> SIMPLE = Map.of("preferQueryMode", "simple");
    /// What the sample model says of itself, where a test cannot choose the words.
    private static final String SCRIPTED_CARD = "4111 1111 1111 1111";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);
    private final Canaries canaries = new Canaries();
    private final Canaries planted = new Canaries();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String mark = "canary-" + System.nanoTime();
    private final Instant begin = Instant.now();
    private final Set<String> answers = new TreeSet<>();

    @Test
    void whatNobodyMayLearnIsWrittenDownNowhere() throws Exception {
        ClientsDatabase clients = ClientsDatabase.shared();
        ownCredentials();
        rows();
        try {
            tokens();
            passwords(clients);
            classified(clients);
            errorsAndNotices(clients);
            orders();
            approvals();
            models();
            headersAndAddresses();
            plant(clients);
            awaitRecorded();
            WrittenDown secrets = new WrittenDown(portcullis, canaries);
            secrets.search(begin);
            System.out.println("Canaries: " + canaries.names().size() + " of them in "
                    + secrets.looked().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    + " bytes of " + secrets.looked().size() + " places");
            assertThat(canaries.in(String.join("\n", answers).getBytes(StandardCharsets.UTF_8)))
                    .as("told to a client")
                    .isEmpty();
            assertThat(secrets.found()).as("written down").isEmpty();
            theSearchFindsWhatIsThere();
            everyEventIsValid();
        } finally {
            unplant();
        }
    }

    /// The product's own, as its files hold them.
    private void ownCredentials() throws IOException {
        try (Stream<Path> files = Files.list(portcullis.home().resolve("secrets"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.getFileName().toString().endsWith(".properties")) {
                    Properties secrets = new Properties();
                    try (Reader reader = Files.newBufferedReader(file)) {
                        secrets.load(reader);
                    }
                    secrets.forEach((name, value) -> own(file + " " + name, String.valueOf(value)));
                } else {
                    own(file.toString(), Files.readString(file).strip());
                }
            }
        }
        assertThat(canaries.names()).hasSizeGreaterThan(8);
    }

    private void own(String name, String value) {
        if (value.length() >= 12) {
            canaries.add("own: " + name, value);
        }
    }

    /// Classified values that nobody else has.
    private void rows() throws SQLException {
        String email = canaries.fresh("email") + "@example.org";
        String phone = "+49 " + canaries.add("phone", canaries.digits(11));
        String ssn = canaries.add("ssn", canaries.digits(3) + "-" + canaries.digits(2) + "-" + canaries.digits(4));
        String card = canaries.add("card", canaries.card());
        String key = canaries.awkward("api key");
        execute(
                TargetDatabase.of(portcullis),
                "INSERT INTO customers (id, name, email, phone, ssn, card_number) VALUES (" + ROW + ", 'x', '" + email
                        + "', '" + phone + "', '" + ssn + "', '" + card + "')",
                "INSERT INTO api_keys (id, customer_id, label, secret) VALUES (" + ROW + ", " + ROW + ", 'x', '" + key
                        + "')");
        execute(
                TargetDatabase.clients(portcullis),
                "INSERT INTO samples SELECT " + ROW + ", word, price, at, bytes, parts, gone, '"
                        + canaries.awkward("sample") + "' FROM samples WHERE id = 1");
    }

    private void tokens() throws SQLException {
        String token = portcullis.token("agent");
        canaries.add("token", token);
        canaries.add("signature", token.substring(token.lastIndexOf('.') + 1));
        try (Connection agent = portcullis.connectWith(token, "orders", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT 1 /* " + mark + " */").close();
        }
        assertThat(ask("/c/llm/v1/models", "GET", token, Map.of(), "").statusCode())
                .isEqualTo(200);
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + canaries.fresh("forged signature") + "AA";
        for (String bad : List.of(forged, canaries.fresh("no token"))) {
            assertThatThrownBy(() -> portcullis.connectWith(bad, "orders", Map.of()))
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> answers.add(String.valueOf(e.getMessage())));
            assertThat(ask("/c/llm/v1/models", "GET", bad, Map.of(), "").statusCode())
                    .isEqualTo(401);
            assertThat(ask("/api/audit/v1/sessions", "GET", bad, Map.of(), "").statusCode())
                    .isEqualTo(401);
        }
    }

    /// In commands that set them, in addresses within commands, and where a client says what it is.
    private void passwords(ClientsDatabase clients) throws SQLException {
        for (String mode : List.of("simple", "extended")) {
            try (Connection agent = portcullis.connect("agent", Map.of("preferQueryMode", mode));
                    Connection other = clients.connect(Map.of("preferQueryMode", mode))) {
                for (Connection each : List.of(agent, other)) {
                    fails(each, "CREATE ROLE x PASSWORD '" + canaries.awkward("role " + mode) + "'");
                    fails(each, "ALTER ROLE x WITH ENCRYPTED PASSWORD E'" + canaries.fresh("escaped " + mode) + "'");
                    fails(each, "ALTER ROLE x PASSWORD $$" + canaries.awkward("dollars " + mode) + "$$");
                    fails(each, "ALTER ROLE x PASWORD 'password=" + canaries.fresh("misspelt " + mode) + "'");
                }
                runs(other, "SELECT length('postgresql://u:" + canaries.fresh("address " + mode) + "@host/db')");
                runs(
                        other,
                        "SELECT length('host=h password=" + canaries.fresh("keyword " + mode) + "') /* " + mark
                                + " */");
            }
        }
        for (String setting : List.of("ApplicationName", "options")) {
            String value = (setting.equals("options") ? "-c application_name=" : "") + "password="
                    + canaries.fresh("startup " + setting);
            try (Connection agent = portcullis.connect("agent", Map.of(setting, value))) {
                assertThat(agent.isValid(60)).isTrue();
            } catch (SQLException refused) {
                answers.add(String.valueOf(refused.getMessage()));
            }
        }
    }

    /// The same value by every way that rows take to a client.
    private void classified(ClientsDatabase clients) throws SQLException, IOException {
        String select = "SELECT email, '" + mark + "' FROM samples WHERE id = " + ROW;
        for (String mode : List.of("simple", "extended", "extendedForPrepared")) {
            try (Connection agent = clients.connect(Map.of("preferQueryMode", mode))) {
                assertThat(runs(agent, select)).contains(ClientsDatabase.MASKED);
            }
        }
        try (Connection agent = clients.connect(SIMPLE);
                Statement statement = agent.createStatement()) {
            agent.setAutoCommit(false);
            statement.execute("DECLARE c CURSOR FOR " + select);
            assertThat(runs(agent, "FETCH ALL FROM c")).contains(ClientsDatabase.MASKED);
            agent.rollback();
            agent.setAutoCommit(true);
            CopyManager copy = agent.unwrap(PGConnection.class).getCopyAPI();
            for (String what : List.of("(" + select + ")", "samples", "samples (email)")) {
                StringWriter out = new StringWriter();
                try {
                    copy.copyOut("COPY " + what + " TO STDOUT", out);
                } catch (SQLException refused) {
                    answers.add(String.valueOf(refused.getMessage()));
                }
                answers.add(out.toString());
            }
        }
        try (Connection agent = clients.connect(Map.of());
                PreparedStatement read = agent.prepareStatement(select + " AND id = ?")) {
            agent.setAutoCommit(false);
            read.setFetchSize(1);
            read.setInt(1, ROW);
            try (ResultSet rows = read.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(ClientsDatabase.MASKED);
            }
        }
    }

    private void errorsAndNotices(ClientsDatabase clients) throws SQLException {
        String value = "(SELECT email FROM samples WHERE id = " + ROW + ")";
        try (Connection agent = clients.connect(SIMPLE);
                Statement statement = agent.createStatement()) {
            fails(agent, "SELECT " + value + "::integer /* " + mark + " */");
            fails(agent, "SELECT 1 / (length(" + value + ") - length(" + value + "))");
            fails(agent, "UPDATE samples SET word = NULL WHERE id = " + ROW);
            fails(agent, "INSERT INTO samples SELECT * FROM samples WHERE id = " + ROW);
            tries(statement, "DO $$BEGIN RAISE NOTICE '%', " + value + "; END$$");
            tries(statement, "DO $$BEGIN RAISE EXCEPTION '%', " + value + "; END$$");
            tries(statement, "LISTEN canary");
            tries(statement, "SELECT pg_notify('canary', " + value + ")");
            tries(statement, "SELECT set_config('application_name', " + value + ", false)");
            tries(statement, "SELECT 1");
            var notifications = agent.unwrap(PGConnection.class).getNotifications(500);
            if (notifications != null) {
                for (var notification : notifications) {
                    answers.add(notification.getParameter());
                }
            }
        }
    }

    private void orders() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of())) {
            assertThat(runs(agent, "SELECT * FROM customers WHERE id = " + ROW + " /* " + mark + " */"))
                    .contains("*");
            runs(agent, "SELECT secret FROM api_keys WHERE id = " + ROW);
            runs(agent, "SELECT row_to_json(c)::text FROM customers c WHERE id = " + ROW);
            fails(agent, "SELECT ssn::integer FROM customers WHERE id = " + ROW);
        }
    }

    /// A held command whose rows are classified: looked at in a preview, said why, and run.
    private void approvals() throws Exception {
        String sql = "UPDATE customers SET name = 'y' WHERE id = " + ROW + " RETURNING email, ssn, card_number /* "
                + mark + " */";
        try (Connection agent = portcullis.connect("agent", Map.of())) {
            CompletableFuture<String> waiting = Background.of(() -> runs(agent, sql));
            JsonNode approval = held.awaitPending(mark);
            RunningPortcullis.Output preview =
                    portcullis.script("approvals", approval.path("id").asString(), "--preview");
            assertThat(preview.exitCode()).as(preview.text()).isZero();
            answers.add(preview.text());
            held.accepted(approval, "approver", true, "ticket 7, see password=" + canaries.fresh("reason of a yes"));
            assertThat(waiting.get(120, TimeUnit.SECONDS)).contains("*");
            CompletableFuture<String> second = Background.of(() -> runs(agent, sql));
            JsonNode other = held.awaitPending(mark);
            held.accepted(other, "approver", false, "no: Bearer " + canaries.fresh("reason of a no") + "0000");
            assertThat(second).failsWithin(Duration.ofMinutes(2));
        }
    }

    private void models() {
        String token = portcullis.token("agent");
        canaries.add("card of the model", SCRIPTED_CARD);
        for (String path : List.of(
                "/c/llm/v1/chat/completions",
                "/c/copilot/chat/completions",
                "/c/claude/v1/messages",
                "/c/llm/v1/responses")) {
            for (boolean stream : new boolean[] {false, true}) {
                String name = path + (stream ? " streamed" : "");
                String words = "Remember " + canaries.fresh("mail to " + name) + "@example.org, the card "
                        + canaries.add("card to " + name, canaries.card()) + ", the key "
                        + canaries.add(
                                "key to " + name, "AKIA" + canaries.word(16).toUpperCase(java.util.Locale.ROOT))
                        + " and password: \"" + canaries.fresh("password to " + name) + "\" " + mark;
                said(path, token, words, stream, 200);
                said(path, token, "Please write a mail.", stream, 200);
                said(path, token, "Are you under overload?", stream, 429);
            }
        }
    }

    private void said(String path, String token, String words, boolean stream, int status) {
        boolean responses = path.endsWith("/responses");
        Map<String, Object> message = Map.of("role", "user", "content", words);
        Map<String, Object> tool = path.contains("claude")
                ? Map.of("name", "send_mail", "input_schema", Map.of("type", "object"))
                : responses
                        ? Map.of("type", "function", "name", "send_mail", "parameters", Map.of("type", "object"))
                        : Map.of(
                                "type",
                                "function",
                                "function",
                                Map.of("name", "send_mail", "parameters", Map.of("type", "object")));
        HttpResponse<String> answer = portcullis.rest(
                "POST",
                path,
                token,
                responses
                        ? Map.of(
                                "model",
                                "sample-small",
                                "stream",
                                stream,
                                "store",
                                false,
                                "input",
                                List.of(message),
                                "tools",
                                List.of(tool))
                        : Map.of(
                                "model",
                                "sample-small",
                                "stream",
                                stream,
                                "max_tokens",
                                200,
                                "messages",
                                List.of(message),
                                "tools",
                                List.of(tool)));
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
        answers.add(answer.body());
    }

    private void headersAndAddresses() {
        String token = portcullis.token("agent");
        Map<String, String> headers = Map.of(
                "X-Api-Key",
                canaries.fresh("header"),
                "Cookie",
                "session=" + canaries.fresh("cookie"),
                "Proxy-Authorization",
                "Basic " + canaries.fresh("proxy"),
                "X-Forwarded-For",
                canaries.fresh("forwarded"));
        headers.forEach((name, value) -> assertThat(ask("/c/llm/v1/models", "GET", token, Map.of(name, value), "")
                        .statusCode())
                .as(name)
                .isIn(200, 400, 401, 403));
        ask("/c/llm/v1/models?api_key=" + canaries.fresh("query") + "&" + mark, "GET", token, Map.of(), "");
        ask("/c/llm/v1/files/sk-" + canaries.fresh("path") + "A1234567", "GET", token, Map.of(), "");
        ask("/api/audit/v1/sessions?access_token=" + canaries.fresh("query of the edge"), "GET", token, Map.of(), "");
        for (String path :
                List.of("/c/llm/v1/chat/completions", "/api/approvals/v1/grants", "/api/policy/v1/policies")) {
            ask(path, "POST", token, Map.of(), "{\"password\":\"" + canaries.fresh("broken body " + path) + "\"");
        }
        String basic =
                Base64.getEncoder().encodeToString(("u:" + canaries.fresh("basic")).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + portcullis.port("edge") + "/c/llm/v1/models"))
                .header("Authorization", "Basic " + basic)
                .build();
        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    /// Something of the same sort in each kind of place, so that the search can be seen to find it.
    private void plant(ClientsDatabase clients) throws Exception {
        String seen = planted.fresh("seen");
        try (Connection agent = clients.connect(SIMPLE)) {
            assertThat(runs(agent, "SELECT '" + seen + "', '" + mark + "'")).contains(seen);
        }
        byte[] packed = gzip(planted.fresh("packed"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", "127.0.0.1:" + portcullis.port("kafka"),
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class))) {
            try (var admin = org.apache.kafka.clients.admin.Admin.create(
                    Map.of("bootstrap.servers", "127.0.0.1:" + portcullis.port("kafka")))) {
                admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic(CONTROL_TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(CONTROL_TOPIC, bytes(planted.fresh("key")), packed);
            record.headers().add("h", bytes(planted.fresh("header")));
            producer.send(record).get();
        }
        Base64.Encoder base64 = Base64.getEncoder();
        execute(
                TargetDatabase.store(portcullis),
                "CREATE TABLE public.canary_control (b bytea, j jsonb, t text, a text[])",
                "INSERT INTO public.canary_control VALUES (convert_to('" + planted.fresh("bytea")
                        + "', 'UTF8'), '{\"a\":\"" + planted.fresh("jsonb") + "\"}', '"
                        + base64.encodeToString(bytes("xy" + planted.awkward("base64"))) + "', ARRAY['"
                        + planted.fresh("array") + "'])");
        Files.writeString(
                portcullis.home().resolve("logs/canary-control.log"),
                "a=" + java.net.URLEncoder.encode(planted.awkward("percent"), StandardCharsets.UTF_8) + "\n"
                        + tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(planted.awkward("json"))
                        + "\n" + java.util.HexFormat.of().formatHex(bytes(planted.fresh("hex"))));
    }

    private void theSearchFindsWhatIsThere() throws SQLException, IOException {
        WrittenDown control = new WrittenDown(portcullis, planted);
        control.search(begin);
        Map<String, Set<String>> found = control.found();
        assertThat(found.keySet()).isEqualTo(planted.names());
        assertThat(found.get("seen"))
                .contains(
                        "topic portcullis.audit.v1 value",
                        "topic portcullis.recording.v1 value",
                        "column audit.event.body",
                        "replay");
        assertThat(found.get("key")).contains("topic " + CONTROL_TOPIC + " key");
        assertThat(found.get("packed")).contains("topic " + CONTROL_TOPIC + " value");
        assertThat(found.get("header")).contains("topic " + CONTROL_TOPIC + " header");
        for (String column : List.of("bytea b", "jsonb j", "base64 t", "array a")) {
            assertThat(found.get(column.substring(0, column.indexOf(' '))))
                    .contains("column public.canary_control." + column.substring(column.indexOf(' ') + 1));
        }
        for (String notation : List.of("percent", "json", "hex")) {
            assertThat(found.get(notation)).contains("file logs/canary-control.log");
        }
    }

    private void everyEventIsValid() {
        Set<String> problems = new TreeSet<>();
        for (AuditTopic.Entry entry : new AuditTopic(portcullis).events()) {
            if (entry.event().path("time").asLong() >= begin.toEpochMilli()) {
                Ocsf.problems(entry.event()).forEach(problem -> problems.add(entry.kind() + ": " + problem));
            }
        }
        assertThat(problems).isEmpty();
    }

    private void unplant() throws Exception {
        Files.deleteIfExists(portcullis.home().resolve("logs/canary-control.log"));
        execute(TargetDatabase.store(portcullis), "DROP TABLE IF EXISTS public.canary_control");
        execute(
                TargetDatabase.of(portcullis),
                "DELETE FROM api_keys WHERE id = " + ROW,
                "DELETE FROM customers WHERE id = " + ROW);
        execute(TargetDatabase.clients(portcullis), "DELETE FROM samples WHERE id = " + ROW);
        try (var admin = org.apache.kafka.clients.admin.Admin.create(
                Map.of("bootstrap.servers", "127.0.0.1:" + portcullis.port("kafka")))) {
            if (admin.listTopics().names().get().contains(CONTROL_TOPIC)) {
                admin.deleteTopics(List.of(CONTROL_TOPIC)).all().get();
            }
        }
    }

    /// Until every session that ran something of this test has ended on record, with all its chunks.
    private void awaitRecorded() {
        await("all is on record")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    try (Connection store = TargetDatabase.store(portcullis).connect();
                            Statement statement = store.createStatement();
                            ResultSet row =
                                    statement.executeQuery("SELECT count(*), count(*) FILTER (WHERE s.ended_at IS NULL"
                                            + " AND s.protocol = 'postgres') FROM audit.session AS s WHERE s.started_at >= '"
                                            + begin
                                            + "'")) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getLong(1)).isGreaterThan(10);
                        assertThat(row.getLong(2)).isZero();
                    }
                });
        // Of those that go on, chunks are handed over after a while.
        try {
            Thread.sleep(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String runs(Connection agent, String sql) throws SQLException {
        List<String> told = new ArrayList<>();
        try (Statement statement = agent.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            told.add(String.valueOf(rows.getString(i)));
                        }
                    }
                }
            }
        }
        // What a client wrote itself it may read again.
        if (!sql.startsWith("SELECT '")) {
            answers.addAll(told);
        }
        return String.join("\n", told);
    }

    private void fails(Connection agent, String sql) {
        assertThatThrownBy(() -> runs(agent, sql)).as(sql).isInstanceOfSatisfying(SQLException.class, e -> {
            // The words of a parser are the client's own.
            if (!"42601".equals(e.getSQLState())) {
                answers.add(String.valueOf(e.getMessage()));
            }
        });
    }

    private void tries(Statement statement, String sql) {
        try {
            statement.execute(sql);
            for (var warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                answers.add(String.valueOf(warning.getMessage()));
            }
        } catch (SQLException e) {
            answers.add(String.valueOf(e.getMessage()));
        }
    }

    private HttpResponse<String> ask(
            String path, String method, String token, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + portcullis.port("edge") + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            answers.add(answer.body());
            return answer;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void execute(TargetDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(bytes(text));
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
