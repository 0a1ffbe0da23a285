// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A CEF message as a SIEM reads it: the header by its bars, the extension by `key=` behind a blank.
///
/// @param header the seven fields before the extension
/// @param fields the extension; a key that comes twice is an error
record ReadCef(List<String> header, Map<String, String> fields) {
    private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z0-9_.]+)(?<!\\\\)=");

    static ReadCef of(String message) {
        assertThat(message).startsWith("CEF:0|").doesNotContain("\n", "\r");
        List<String> header = new ArrayList<>();
        int start = "CEF:0|".length();
        StringBuilder field = new StringBuilder();
        int at = start;
        while (header.size() < 6) {
            char next = message.charAt(at++);
            if (next == '\\') {
                field.append(message.charAt(at++));
            } else if (next == '|') {
                header.add(field.toString());
                field.setLength(0);
            } else {
                field.append(next);
            }
        }
        return new ReadCef(header, extension(message.substring(at)));
    }

    private static Map<String, String> extension(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher key = KEY.matcher(text);
        String name = null;
        int from = 0;
        while (key.find()) {
            if (name != null) {
                put(fields, name, text.substring(from, key.start()));
            }
            name = key.group(1);
            from = key.end();
        }
        if (name != null) {
            put(fields, name, text.substring(from));
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String escaped) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char next = escaped.charAt(i);
            assertThat(next).as("an equals sign in %s", escaped).isNotEqualTo('=');
            if (next == '\\') {
                char meant = escaped.charAt(++i);
                value.append(
                        switch (meant) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case '\\', '=' -> meant;
                            default -> throw new AssertionError("no such escape: \\" + meant + " in " + escaped);
                        });
            } else {
                value.append(next);
            }
        }
        assertThat(fields.put(name, value.toString())).as("twice: %s", name).isNull();
    }

    /// The field that a label names.
    String labelled(String label) {
        return fields.entrySet().stream()
                .filter(field ->
                        field.getKey().endsWith("Label") && field.getValue().equals(label))
                .map(field ->
                        fields.get(field.getKey().substring(0, field.getKey().length() - "Label".length())))
                .findFirst()
                .orElse("");
    }
}
