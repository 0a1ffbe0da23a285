// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request as the tests of a policy write it: `METHOD /path`, then facts as `name=value`, several values with
/// commas between them. `endpoint=` makes it a request to a language model, `unread=true` one whose body passes
/// unread. What is not said is empty, zero or false.
final class HttpSample {

    private static final Pattern WORDS = Pattern.compile("\\s+");
    private static final Pattern COMMAS = Pattern.compile(",");
    private static final Set<String> HTTP =
            Set.of("host", "contentType", "bodyBytes", "unread", "findings", "protectedFiles");
    private static final Set<String> LLM = Set.of(
            "endpoint",
            "model",
            "stream",
            "roles",
            "tools",
            "tokenEstimate",
            "maxTokens",
            "images",
            "files",
            "hosts",
            "stored",
            "continued",
            "unknown");

    private final Map<String, String> said = new HashMap<>();

    private HttpSample() {}

    /// The facts of a request.
    ///
    /// @throws IllegalArgumentException if it cannot be read; the message says why
    static HttpFacts facts(String text) {
        List<String> words = WORDS.splitAsStream(text.trim()).toList();
        if (words.size() < 2 || !words.get(1).startsWith("/")) {
            throw new IllegalArgumentException("a request is written like 'GET /v1/models endpoint=models'");
        }
        HttpSample sample = new HttpSample();
        words.stream().skip(2).forEach(sample::add);
        if (words.get(1).contains("?")) {
            throw new IllegalArgumentException("a query cannot be written here");
        }
        boolean unread = sample.flag("unread");
        if (unread && sample.readsBody()) {
            throw new IllegalArgumentException("of a request whose body passes unread nothing is found");
        }
        return new HttpFacts(
                words.getFirst(),
                sample.said.getOrDefault("host", SampleTarget.HOST),
                words.get(1),
                Map.of(),
                Map.of(),
                sample.said.getOrDefault("contentType", ""),
                unread && !sample.said.containsKey("bodyBytes") ? HttpFacts.UNKNOWN_SIZE : sample.number("bodyBytes"),
                unread ? null : sample.texts("findings"),
                sample.llm(),
                unread ? null : sample.texts("protectedFiles"));
    }

    private boolean readsBody() {
        return said.containsKey("findings") || said.containsKey("protectedFiles") || said.containsKey("endpoint");
    }

    private void add(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (equals < 0 || !(HTTP.contains(name) || LLM.contains(name))) {
            throw new IllegalArgumentException("there is no fact '" + word + "' of a request");
        }
        said.put(name, word.substring(equals + 1));
    }

    private @Nullable LlmFacts llm() {
        if (!said.containsKey("endpoint")) {
            said.keySet().stream().filter(LLM::contains).findFirst().ifPresent(name -> {
                throw new IllegalArgumentException(name + " is a fact of requests to language models: say endpoint");
            });
            return null;
        }
        return new LlmFacts(
                said.get("endpoint"),
                said.getOrDefault("model", ""),
                flag("stream"),
                texts("roles"),
                texts("tools"),
                number("tokenEstimate"),
                said.containsKey("maxTokens") ? number("maxTokens") : null,
                flag("images"),
                flag("files"),
                texts("hosts"),
                flag("stored"),
                flag("continued"),
                texts("findings"),
                texts("unknown"));
    }

    private List<String> texts(String name) {
        String text = said.getOrDefault(name, "");
        return text.isEmpty() ? List.of() : COMMAS.splitAsStream(text).toList();
    }

    private boolean flag(String name) {
        return said.getOrDefault(name, "false").equals("true");
    }

    private long number(String name) {
        try {
            return Long.parseLong(said.getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(name + " is a number");
        }
    }
}
