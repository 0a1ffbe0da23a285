// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.portcullis.contracts.audit.AuditKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official schema of OCSF 1.8.0, for the classes that events of Portcullis have.
public final class Ocsf {
    private static final String ID = "urn:ocsf:1.8.0";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, document())));
    private static final Map<Integer, Schema> CLASSES = new ConcurrentHashMap<>();

    /// Who writes which kinds of events. Each has a test that makes one of every kind it has here, so a new kind is
    /// valid before it is anywhere.
    private static final Map<String, Set<AuditKind>> WRITTEN = Map.of(
            "gateway",
            EnumSet.of(
                    AuditKind.GATEWAY_STARTED,
                    AuditKind.GATEWAY_STOPPED,
                    AuditKind.GATEWAY_HEARTBEAT,
                    AuditKind.AUTHENTICATION_REFUSED,
                    AuditKind.SESSION_STARTED,
                    AuditKind.SESSION_REFUSED,
                    AuditKind.SESSION_ENDED,
                    AuditKind.TARGET_CONNECTED,
                    AuditKind.TARGET_OBSERVED,
                    AuditKind.COMMAND_INTENT,
                    AuditKind.COMMAND_OUTCOME,
                    AuditKind.COMMAND_REFUSED,
                    AuditKind.COMMAND_HELD,
                    AuditKind.SESSION_KILLED),
            "policy",
            EnumSet.of(AuditKind.POLICY_CHANGED, AuditKind.CONNECTION_CHANGED, AuditKind.CLASSIFICATION_CHANGED),
            "approval",
            EnumSet.of(
                    AuditKind.APPROVAL_REQUESTED,
                    AuditKind.APPROVAL_VOTED,
                    AuditKind.APPROVAL_ENDED,
                    AuditKind.APPROVAL_CONSUMED,
                    AuditKind.APPROVAL_ESCALATED,
                    AuditKind.DELEGATION_CHANGED,
                    AuditKind.KEY_ISSUED,
                    AuditKind.KEY_ENDED,
                    AuditKind.GRANT_REQUESTED,
                    AuditKind.GRANT_CHANGED,
                    AuditKind.GRANT_REVIEWED,
                    AuditKind.TEMPLATE_PROPOSED,
                    AuditKind.TEMPLATE_CHANGED,
                    AuditKind.TEMPLATE_USED,
                    AuditKind.NOTIFICATION_RESENT,
                    AuditKind.RECORD_READ),
            "audit",
            EnumSet.of(
                    AuditKind.SESSION_KILLED,
                    AuditKind.RECORD_READ,
                    AuditKind.ERASURE_ASKED,
                    AuditKind.RECORDING_ERASED,
                    AuditKind.HOLD_SET,
                    AuditKind.HOLD_LIFTED,
                    AuditKind.RETENTION_APPLIED,
                    AuditKind.LOG_KEY_ANNOUNCED,
                    AuditKind.INTEGRITY_FINDING));

    private Ocsf() {}

    /// What is wrong with an event; nothing if it is valid.
    public static List<String> problems(String event) {
        return problems(JsonMapper.shared().readTree(event));
    }

    /// What is wrong with an event; nothing if it is valid.
    public static List<String> problems(JsonNode event) {
        JsonNode uid = event.path("class_uid");
        if (!uid.isInt() || !document().contains("\"class_" + uid.asInt() + "\":")) {
            return List.of("no class that is known here: " + uid);
        }
        Schema schema = CLASSES.computeIfAbsent(
                uid.asInt(), number -> REGISTRY.getSchema(SchemaLocation.of(ID + "#/$defs/class_" + number)));
        return schema.validate(event).stream().map(Object::toString).toList();
    }

    /// The kinds of events that a service writes.
    ///
    /// @param service `gateway`, `policy`, `approval` or `audit`
    public static Set<AuditKind> writtenBy(String service) {
        return EnumSet.copyOf(WRITTEN.get(service));
    }

    /// The kinds of events that some service writes.
    static Set<AuditKind> written() {
        Set<AuditKind> all = EnumSet.noneOf(AuditKind.class);
        WRITTEN.values().forEach(all::addAll);
        return all;
    }

    private static String document() {
        return Document.TEXT;
    }

    private static final class Document {
        static final String TEXT = read();

        private static String read() {
            try (InputStream in = Ocsf.class.getResourceAsStream("/ocsf/1.8.0.schema.json")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
