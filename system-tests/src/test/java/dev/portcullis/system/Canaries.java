// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.json.JsonMapper;

/// Values that nobody may learn from what is written down, and a search for them in bytes: as they are, in either case,
/// in hexadecimal digits, Base64, percent signs or JSON's escapes, and in what is packed with gzip.
final class Canaries {
    private static final int WINDOW = 8;
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int DEPTH = 3;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> values = new HashMap<>();
    private final Map<Long, List<Needle>> byHead = new HashMap<>();

    private static final class Needle {
        private final String canary;
        private final byte[] bytes;

        Needle(String canary, byte[] bytes) {
            this.canary = canary;
            this.bytes = bytes;
        }
    }

    /// A new one: letters and digits, both of them.
    String fresh(String name) {
        return add(name, "c7" + word(14));
    }

    /// A new one with what has to be escaped in some notation or other.
    String awkward(String name) {
        return add(name, "c7" + word(10) + "ü\"/&+<" + word(10));
    }

    /// One that has a form of its own.
    String add(String name, String value) {
        values.put(name, value);
        for (String part : parts(value)) {
            for (byte[] variant : variants(part)) {
                byHead.computeIfAbsent(head(variant, 0), _ -> new ArrayList<>()).add(new Needle(name, variant));
            }
        }
        return value;
    }

    String value(String name) {
        return values.get(name);
    }

    Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    /// As many characters from a small alphabet.
    String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return word.toString();
    }

    /// As many digits, the first of them none.
    String digits(int length) {
        StringBuilder digits = new StringBuilder().append(1 + random.nextInt(8));
        for (int i = 1; i < length; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    /// A card number that its check digit holds for.
    String card() {
        String body = "4" + digits(14);
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            int digit = body.charAt(i) - '0';
            int weighed = i % 2 == 0 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return body + (10 - sum % 10) % 10;
    }

    /// The names of those that are in some bytes.
    Set<String> in(byte[] bytes) {
        Set<String> found = new TreeSet<>();
        search(bytes, found, 0);
        return found;
    }

    private void search(byte[] bytes, Set<String> found, int depth) {
        for (int at = 0; at + WINDOW <= bytes.length; at++) {
            List<Needle> needles = byHead.get(head(bytes, at));
            if (needles != null) {
                for (Needle needle : needles) {
                    int end = at + needle.bytes.length;
                    if (end <= bytes.length && Arrays.equals(bytes, at, end, needle.bytes, 0, needle.bytes.length)) {
                        found.add(needle.canary);
                    }
                }
            }
            if (depth < DEPTH && bytes[at] == 0x1f && bytes[at + 1] == (byte) 0x8b && bytes[at + 2] == 8) {
                search(unpacked(bytes, at), found, depth + 1);
            }
        }
    }

    /// As much as can be unpacked of what looks packed from here on.
    private static byte[] unpacked(byte[] bytes, int from) {
        var out = new java.io.ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            in.transferTo(out);
        } catch (IOException _) {
            // It only looked so, or ends early.
        }
        return out.toByteArray();
    }

    /// Half of a secret is one, too.
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>(List.of(value));
        Arrays.stream(value.split("[^A-Za-z0-9_.@-]+", -1))
                .filter(part -> part.length() >= 10 && !part.equals(value))
                .forEach(parts::add);
        return parts;
    }

    private static List<byte[]> variants(String value) {
        Set<String> texts = new LinkedHashSet<>(List.of(value, value.toUpperCase(java.util.Locale.ROOT)));
        String json = JsonMapper.shared().writeValueAsString(value);
        texts.add(json.substring(1, json.length() - 1));
        texts.add(asciiJson(value));
        String percent = URLEncoder.encode(value, StandardCharsets.UTF_8);
        texts.addAll(List.of(percent, percent.replace("+", "%20"), percent.toLowerCase(java.util.Locale.ROOT)));
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        texts.add(HexFormat.of().formatHex(bytes));
        texts.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int shift = 0; shift < 3; shift++) {
                texts.add(inside(encoder, bytes, shift));
            }
        }
        return texts.stream()
                .filter(text -> text.length() >= WINDOW)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /// What of the value's Base64 does not depend on what stands before and behind it, so many bytes into a group.
    private static String inside(Base64.Encoder encoder, byte[] bytes, int shift) {
        byte[] shifted = new byte[bytes.length + shift];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String encoded = encoder.withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length / 3 * 4;
        return encoded.substring(from, Math.max(from, Math.min(to, encoded.length())));
    }

    private static String asciiJson(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each < 0x80 && each != '"' && each != '<' && each != '&') {
                out.append(each);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) each));
            }
        }
        return out.toString();
    }

    private static long head(byte[] bytes, int at) {
        long head = 0;
        for (int i = 0; i < WINDOW; i++) {
            head = (head << 8) | (bytes[at + i] & 0xff);
        }
        return head;
    }
}
