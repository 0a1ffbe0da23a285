// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One event in the Common Event Format, version 0 (`docs/events/cef.md` has the mapping). It is a view of the event,
/// not the event: what proves something is the bytes that it names the digest of.
final class CefEvent {

    static final String UNREADABLE = "record.unreadable";

    private static final Pattern IP4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IP6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int LONGEST_KIND = 64;
    private static final int MOST_OF_A_FIELD = 1023;
    private static final int MOST_OF_A_COMMAND = 4000;
    private static final int UNKNOWN_SEVERITY = 3;
    /// By `severity_id`: unknown, informational, low, medium, high, critical, fatal.
    private static final int[] SEVERITIES = {0, 1, 3, 5, 8, 9, 10};

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String kind;
    private final int severity;
    private final long time;
    private String command = "";

    /// @param value the exact bytes of the record
    /// @param event what they say; null if that cannot be read
    /// @param time when the record was put on the topic, in milliseconds: it counts where the event says none
    CefEvent(byte[] value, @Nullable JsonNode event, long time) {
        if (event == null || !event.isObject()) {
            this.kind = UNREADABLE;
            this.severity = SEVERITIES[3];
            this.time = time;
            put("rt", Long.toString(time));
        } else {
            String said = text(event, "/unmapped/portcullis/kind", "event");
            // It stands in the header, which has no bound of its own.
            this.kind = said.length() <= LONGEST_KIND ? said : UNREADABLE;
            this.severity = severity(event.path("severity_id"));
            this.time = event.path("time").asLong(time);
            describe(event);
        }
        label("cs1", "sha256", sha256(value));
    }

    /// The kind of the event, for the message's id.
    String kind() {
        return kind;
    }

    /// When it happened, in milliseconds since the epoch.
    long time() {
        return time;
    }

    /// How bad it is, from 0 to 10.
    int severity() {
        return severity;
    }

    /// The message, in at most so many bytes of UTF-8: the command's text comes last, and gives way.
    String format(int most) {
        StringBuilder out = new StringBuilder("CEF:0|Portcullis|Portcullis|1|")
                .append(CefText.header(kind))
                .append('|')
                .append(CefText.header(name()))
                .append('|')
                .append(severity)
                .append('|');
        int left = most - bytes(out);
        boolean first = true;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String assigned =
                    (first ? "" : " ") + field.getKey() + "=" + CefText.value(field.getValue(), MOST_OF_A_FIELD);
            // Only a collector that takes very little gets less than all of them.
            if (bytes(assigned) > left) {
                return out.toString();
            }
            left -= bytes(assigned);
            out.append(assigned);
            first = false;
        }
        String lead = " cs6Label=command cs6=";
        if (!command.isEmpty() && left > lead.length()) {
            out.append(lead).append(CefText.value(command, Math.min(MOST_OF_A_COMMAND, left - lead.length())));
        }
        return out.toString();
    }

    /// `command.refused` as people say it.
    private String name() {
        String words = kind.replace('.', ' ');
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private void describe(JsonNode event) {
        JsonNode own = event.at("/unmapped/portcullis");
        put("rt", Long.toString(time));
        put("externalId", text(event, "/metadata/uid", ""));
        put("cat", event.path("class_uid").asString(""));
        put(
                "deviceExternalId",
                text(event, "/metadata/product/uid", own.path("gateway").asString("")));
        put("act", action(event.path("action_id").asInt(0)));
        put("outcome", outcome(event.path("status_id").asInt(0)));
        put("reason", own.path("refusal").asString(own.path("reason").asString("")));
        put("suid", text(event, "/actor/user/uid", text(event, "/user/uid", "")));
        put("suser", text(event, "/actor/user/name", text(event, "/user/name", "")));
        source(event.path("src_endpoint"));
        put("dhost", text(event, "/dst_endpoint/hostname", ""));
        put("dpt", event.at("/dst_endpoint/port").asString(""));
        put("app", own.path("protocol").asString(text(event, "/dst_endpoint/svc_name", "")));
        numbers(event, own);
        label("cs2", "chain", text(event, "/metadata/correlation_uid", ""));
        label("cs3", "connection", own.path("connection").asString(""));
        label("cs4", "commandId", own.path("commandId").asString(""));
        label("cs5", "rules", rules(own));
        command = text(event, "/query_info/query_string", text(event, "/api/operation", ""));
    }

    private void numbers(JsonNode event, JsonNode own) {
        JsonNode sequence = event.at("/metadata/sequence");
        if (sequence.isIntegralNumber()) {
            put("cn1Label", "sequence");
            put("cn1", sequence.asString(""));
        }
        if (own.path("rows").isIntegralNumber()) {
            put("cn2Label", "rows");
            put("cn2", own.path("rows").asString(""));
        }
    }

    private void source(JsonNode source) {
        String address = source.path("ip").asString("");
        if (IP4.matcher(address).matches()) {
            put("src", address);
        } else if (IP6.matcher(address).matches()) {
            put("c6a2Label", "Source IPv6 Address");
            put("c6a2", address);
        } else {
            put("shost", source.path("hostname").asString(address));
        }
        put("spt", source.path("port").asString(""));
    }

    private static String rules(JsonNode own) {
        JsonNode reasons = own.at("/decision/reasons").isArray() ? own.at("/decision/reasons") : own.path("reasons");
        return reasons.valueStream()
                .map(reason -> reason.path("policy").asString("") + "/"
                        + reason.path("rule").asString(""))
                .collect(Collectors.joining(","));
    }

    private static String action(int id) {
        return switch (id) {
            case 1 -> "Allowed";
            case 2 -> "Denied";
            case 3 -> "Observed";
            case 4 -> "Modified";
            default -> "";
        };
    }

    private static String outcome(int id) {
        return switch (id) {
            case 1 -> "success";
            case 2 -> "failure";
            default -> "";
        };
    }

    private static int severity(JsonNode id) {
        int known = id.asInt(-1);
        return known >= 0 && known < SEVERITIES.length ? SEVERITIES[known] : UNKNOWN_SEVERITY;
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private void label(String name, String label, String value) {
        if (!value.isEmpty()) {
            fields.put(name + "Label", label);
            fields.put(name, value);
        }
    }

    private static String text(JsonNode event, String pointer, String otherwise) {
        return event.at(pointer).asString(otherwise);
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
