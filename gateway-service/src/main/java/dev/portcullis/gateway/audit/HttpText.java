// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.masking.Detectors;
import java.util.Collection;

/// An HTTP request as events show it: what was asked, never the body.
final class HttpText {
    private static final int CREATE = 1;
    private static final int READ = 2;
    private static final int UPDATE = 3;
    private static final int DELETE = 4;
    private static final int MAX_NAMES = 200;

    private HttpText() {}

    /// The OCSF activity that says most about a request.
    static Shape shape(HttpFacts facts, Shape.Control control) {
        return switch (facts.method()) {
            case "GET", "HEAD" -> Shape.api(READ, control);
            case "POST" -> Shape.api(CREATE, control);
            case "PUT", "PATCH" -> Shape.api(UPDATE, control);
            case "DELETE" -> Shape.api(DELETE, control);
            default -> Shape.apiOther(Details.bounded(facts.method()), control);
        };
    }

    static void operation(JsonBuffer out, String id, String text) {
        out.name("api").open().name("operation").text(Details.bounded(text));
        out.name("request").open().name("uid").text(id).close().close();
    }

    static void operation(JsonBuffer out, String what) {
        out.name("api").open().name("operation").text(Details.bounded(what)).close();
    }

    static void facts(JsonBuffer out, HttpFacts http) {
        out.name("http").open();
        out.name("method").text(Details.bounded(http.method())).name("host").text(http.host());
        out.name("path").text(Details.bounded(Detectors.secrets().redact(http.path())));
        out.name("contentType").text(Details.bounded(http.contentType()));
        if (http.bodyBytes() != HttpFacts.UNKNOWN_SIZE) {
            out.name("bodyBytes").number(http.bodyBytes());
        }
        if (http.findings() != null) {
            names(out, "findings", http.findings());
        }
        if (http.unread()) {
            out.name("unread").bool(true);
        }
        if (http.protectedFiles() != null) {
            names(out, "protectedFiles", http.protectedFiles());
        }
        out.close();
        LlmFacts llm = http.llm();
        if (llm != null) {
            facts(out, llm);
        }
    }

    /// The names of the arguments, never their values.
    static void facts(JsonBuffer out, ToolFacts tool) {
        out.name("tool").open();
        out.name("name").text(Details.bounded(Detectors.secrets().redact(tool.name())));
        names(out, "arguments", tool.arguments().keySet());
        names(out, "findings", tool.findings());
        out.close();
    }

    private static void facts(JsonBuffer out, LlmFacts llm) {
        out.name("llm").open();
        out.name("endpoint").text(llm.endpoint()).name("model").text(Details.bounded(llm.model()));
        out.name("stream").bool(llm.stream()).name("tokenEstimate").number(llm.tokenEstimate());
        names(out, "roles", llm.roles());
        names(out, "tools", llm.tools());
        names(out, "hosts", llm.hosts());
        names(out, "unknown", llm.unknown());
        if (llm.maxTokens() != null) {
            out.name("maxTokens").number(llm.maxTokens());
        }
        out.name("images").bool(llm.images()).name("files").bool(llm.files());
        out.name("stored").bool(llm.stored()).name("continued").bool(llm.continued());
        names(out, "findings", llm.findings());
        out.close();
    }

    private static void names(JsonBuffer out, String name, Collection<String> names) {
        out.name(name).openArray();
        names.stream().limit(MAX_NAMES).forEach(each -> out.text(Details.bounded(each)));
        out.closeArray();
    }
}
