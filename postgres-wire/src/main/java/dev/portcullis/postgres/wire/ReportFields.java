// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The fields of an ErrorResponse or NoticeResponse, by their one-letter codes.
public record ReportFields(Map<Character, String> fields) {
    public static final char SEVERITY = 'S';
    /// The severity that is never translated.
    public static final char SEVERITY_PLAIN = 'V';
    public static final char SQLSTATE = 'C';
    public static final char MESSAGE = 'M';
    public static final char DETAIL = 'D';
    public static final char HINT = 'H';
    public static final char POSITION = 'P';

    public ReportFields {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// A report with the fields that a server always sends.
    public static ReportFields of(String severity, String sqlState, String message) {
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put(SEVERITY, severity);
        fields.put(SEVERITY_PLAIN, severity);
        fields.put(SQLSTATE, sqlState);
        fields.put(MESSAGE, message);
        return new ReportFields(fields);
    }

    public ReportFields with(char code, String value) {
        Map<Character, String> changed = new LinkedHashMap<>(fields);
        changed.put(code, value);
        return new ReportFields(changed);
    }

    /// Only the fields with these codes, in their order.
    public ReportFields only(Set<Character> codes) {
        Map<Character, String> kept = new LinkedHashMap<>(fields);
        kept.keySet().retainAll(codes);
        return new ReportFields(kept);
    }

    public String severity() {
        return fields.getOrDefault(SEVERITY_PLAIN, fields.getOrDefault(SEVERITY, "ERROR"));
    }

    /// `XX000` (internal error) if the server named none.
    public String sqlState() {
        return fields.getOrDefault(SQLSTATE, "XX000");
    }

    public String message() {
        return fields.getOrDefault(MESSAGE, "");
    }

    static ReportFields read(BodyReader body) throws WireException {
        Map<Character, String> fields = new LinkedHashMap<>();
        for (byte code = body.readByte(); code != 0; code = body.readByte()) {
            fields.put((char) (code & 0xff), body.readServerText());
        }
        return new ReportFields(fields);
    }

    void write(WireWriter out) {
        fields.forEach((code, value) -> {
            out.putByte(code);
            out.putText(value);
        });
        out.putByte(0);
    }
}
