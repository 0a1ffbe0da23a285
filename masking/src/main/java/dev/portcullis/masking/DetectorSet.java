// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Several detectors asked at once. Immutable and safe for any number of threads.
///
/// [#mayMatch] is for every value: a few passes over its bytes, no allocation. Only what it does not clear
/// need be decoded and handed to [#find] or [#redact].
public final class DetectorSet {
    /// After so many passes a text that still has findings is not worth keeping.
    private static final int PASSES = 4;

    private final List<Detector> members;
    /// One for each [Detector.Scan]: a single automaton would have the product of their states.
    private final List<ByteScanner> scanners;

    DetectorSet(List<Detector> detectors) {
        this.members = List.copyOf(detectors);
        members.forEach(Detector::scanner);
        this.scanners = detectors.stream()
                .collect(Collectors.groupingBy(
                        Detector::scan, Collectors.mapping(Detector::trigger, Collectors.toList())))
                .values()
                .stream()
                .map(ByteScanner::of)
                .toList();
    }

    /// False only if [#find] finds nothing in the text these UTF-8 bytes are.
    public boolean mayMatch(byte[] utf8, int offset, int length) {
        for (int i = 0; i < scanners.size(); i++) {
            if (scanners.get(i).matches(utf8, offset, length)) return true;
        }
        return false;
    }

    /// As above, from the buffer's position to its limit; neither is moved.
    public boolean mayMatch(ByteBuffer utf8) {
        for (int i = 0; i < scanners.size(); i++) {
            if (scanners.get(i).matches(utf8)) return true;
        }
        return false;
    }

    /// False only if [#redactTyped] leaves alone the value of this type whose text format these bytes are.
    public boolean mayMatchTyped(byte[] utf8, int offset, int length, int typeOid) {
        return mayMatch(utf8, offset, length)
                || (canEscape(PostgresType.of(typeOid).shape()) && hasBackslash(utf8, offset, length));
    }

    /// Whether the text format of such values writes characters in another way than as themselves.
    private static boolean canEscape(PostgresType.Shape shape) {
        return shape == PostgresType.Shape.JSON || shape == PostgresType.Shape.ARRAY;
    }

    private static boolean hasBackslash(byte[] utf8, int offset, int length) {
        for (int i = offset, end = offset + length; i < end; i++) {
            if (utf8[i] == '\\') return true;
        }
        return false;
    }

    /// All findings by where they start. They may overlap where detectors agree.
    public List<Finding> find(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (!mayMatch(utf8, 0, utf8.length)) return List.of();
        var findings = new ArrayList<Finding>();
        for (Detector member : members) {
            if (member.scanner().matches(utf8, 0, utf8.length)) {
                findings.addAll(member.find(text));
            }
        }
        findings.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
        return findings;
    }

    /// The text with [ValueMasker#MARKER] in place of each finding. Nothing is found in the result.
    public String redact(String text) {
        String redacted = text;
        for (int pass = 0; pass < PASSES; pass++) {
            List<Finding> findings = find(redacted);
            if (findings.isEmpty()) return redacted;
            redacted = withMarkers(redacted, findings);
        }
        return find(redacted).isEmpty() ? redacted : ValueMasker.MARKER;
    }

    /// Redacts a text that arrives in pieces.
    public RedactionStream stream() {
        return new RedactionStream(this, this::redact);
    }

    /// As above, with what [#replace] does instead of the marker.
    public RedactionStream stream(Replacement replacement) {
        return new RedactionStream(this, text -> replace(text, replacement));
    }

    /// What to write in place of something that was found.
    public interface Replacement {
        String of(String detector, String found);
    }

    /// The text with a replacement of the caller's for each finding. What is still found afterwards is redacted, so a
    /// replacement must not look like a finding: begin it as [ValueMasker#MARKER] does.
    public String replace(String text, Replacement replacement) {
        var replaced = new StringBuilder();
        int copied = 0;
        for (Finding finding : find(text)) {
            if (finding.start() < copied) continue;
            String found = text.substring(finding.start(), finding.end());
            replaced.append(text, copied, finding.start()).append(replacement.of(finding.detector(), found));
            copied = finding.end();
        }
        return redact(replaced.append(text, copied, text.length()).toString());
    }

    /// Redacts the strings and numbers of a JSON text. The result is a JSON text too.
    public String redactJson(String json) {
        return redactJson(json, find(json), this::redact);
    }

    /// As above, with what [#replace] does instead of the marker.
    public String replaceJson(String json, Replacement replacement) {
        return redactJson(json, find(json), text -> replace(text, replacement));
    }

    /// Redacts a value given in PostgreSQL's text format. The result is a valid text of the same type, or null where
    /// something was found and that type cannot hold the marker.
    public @Nullable String redactTyped(String value, int typeOid) {
        List<Finding> findings = find(value);
        PostgresType.Shape shape = PostgresType.of(typeOid).shape();
        if (findings.isEmpty() && !(canEscape(shape) && value.indexOf('\\') >= 0)) return value;
        return switch (shape) {
            case TEXT -> redact(value);
            case JSON -> redactJson(value, findings, this::redact);
            case ARRAY ->
                ArrayText.map(value, element -> redactTyped(element, PostgresType.elementOf(typeOid)))
                        // What is only found across elements is not in any of them.
                        .filter(array -> find(array).isEmpty())
                        .orElse(null);
            case INTEGER, FRACTION, DATE, TIMESTAMP, INSTANT, UUID, BYTES, OTHER -> null;
        };
    }

    private String redactJson(String value, List<Finding> findings, UnaryOperator<String> rewrite) {
        String redacted = JsonText.map(value, findings, rewrite);
        return find(redacted).isEmpty() ? redacted : JsonText.WHOLE;
    }

    private static String withMarkers(String text, List<Finding> findings) {
        var redacted = new StringBuilder();
        int copied = 0;
        for (Finding finding : findings) {
            if (finding.start() >= copied) {
                redacted.append(text, copied, finding.start()).append(ValueMasker.MARKER);
            }
            copied = Math.max(copied, finding.end());
        }
        return redacted.append(text, copied, text.length()).toString();
    }
}
