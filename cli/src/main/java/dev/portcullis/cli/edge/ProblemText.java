// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.edge;

import dev.portcullis.cli.text.SafeText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A problem document (RFC 9457) as one line, and one more line per fault it lists.
public final class ProblemText {

    private ProblemText() {}

    /// What to tell the person who called.
    ///
    /// @param status the HTTP status
    /// @param body the body of the answer, a problem document or not
    public static String of(int status, String body) {
        JsonNode problem = parse(body);
        String title = problem.path("title").asString("");
        String detail = problem.path("detail").asString("");
        StringBuilder text = new StringBuilder(
                SafeText.line(detail.isEmpty() ? title.isEmpty() ? "Refused without a reason" : title : detail));
        text.append(" (HTTP ").append(status);
        String correlation = problem.path("correlationId").asString("");
        if (!correlation.isEmpty()) {
            text.append(", ").append(SafeText.line(correlation));
        }
        text.append(')');
        for (JsonNode fault : problem.path("errors")) {
            text.append("\n  ").append(SafeText.line(fault(fault)));
        }
        return text.toString();
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode parsed = JsonMapper.shared().readTree(body);
            return parsed == null ? JsonMapper.shared().nullNode() : parsed;
        } catch (JacksonException _) {
            return JsonMapper.shared().nullNode();
        }
    }

    private static String fault(JsonNode fault) {
        if (!fault.isObject()) {
            return fault.asString("");
        }
        String place = fault.has("line")
                ? "line " + fault.path("line").asInt() + ", column "
                        + fault.path("column").asInt() + ": "
                : "";
        String path = fault.path("path").asString("");
        return place
                + (path.isEmpty() ? "" : path + " ")
                + fault.path("message").asString("");
    }
}
