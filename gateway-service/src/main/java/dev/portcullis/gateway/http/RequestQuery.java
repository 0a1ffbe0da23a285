// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a query, as rules read them. The query itself is forwarded as it came; one that cannot be read is
/// refused.
final class RequestQuery {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_PARAMETERS = 200;

    private RequestQuery() {}

    static Map<String, List<String>> read(String raw) {
        if (raw.length() > MAX_LENGTH) {
            throw Refused.notUnderstood("the query is too long");
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return parameters;
        }
        String[] parts = raw.split("&", -1);
        if (parts.length > MAX_PARAMETERS) {
            throw Refused.notUnderstood("the query has too many parameters");
        }
        for (String part : parts) {
            int equals = part.indexOf('=');
            String name = decoded(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
            parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static String decoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                out.write(RequestPath.octet(text, i));
                i += 2;
            } else if (c == '+') {
                out.write(' ');
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        String decoded = RequestPath.requireUtf8(out.toByteArray());
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw Refused.notUnderstood("the query holds control characters");
        }
        return decoded;
    }
}
