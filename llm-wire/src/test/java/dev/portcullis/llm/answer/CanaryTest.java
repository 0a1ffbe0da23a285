// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts something to be masked into each field of each event in turn. Whatever then happens, it must not come out.
class CanaryTest {
    /// With something around it, so that the text before and after it does not make another number of it.
    private static final String CANARY = ", 5500 0055 5555 5559, ";

    /// What the provider has encrypted or signed: nobody can put anything else there, or look into it.
    private static final Set<String> SEALED = Set.of("signature", "encrypted_content");

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void isMaskedOrRefusedInEveryField(String sample) throws Exception {
        List<String> events = events(sample);
        int fields = 0;
        for (int i = 0; i < events.size(); i++) {
            for (JsonNode changed : withCanary(events.get(i))) {
                fields++;
                var all = new ArrayList<>(events);
                all.set(i, StrictJson.text(changed));
                assertThat(out(sample, all)).as(StrictJson.text(changed)).doesNotContain("5500");
            }
        }
        assertThat(fields).isGreaterThan(50);
    }

    static Stream<String> samples() {
        return Samples.ALL.stream();
    }

    /// The event once with each of its strings replaced, and once with a field and a name added to each of its objects.
    private static List<JsonNode> withCanary(String event) throws LlmWireException {
        var changed = new ArrayList<JsonNode>();
        if (event.equals("[DONE]")) return changed;
        JsonNode tree = StrictJson.read(event);
        change(tree, changed, tree);
        return changed;
    }

    private static void change(JsonNode node, List<JsonNode> changed, JsonNode root) {
        switch (node) {
            case ObjectNode object -> {
                for (String name : List.copyOf(object.propertyNames())) {
                    JsonNode value = object.get(name);
                    if (value.isString() && !SEALED.contains(name)) {
                        keep(root, changed, object, o -> o.put(name, CANARY), o -> o.set(name, value));
                    } else {
                        change(value, changed, root);
                    }
                }
                keep(root, changed, object, o -> o.put("canary", CANARY), o -> o.remove("canary"));
                keep(root, changed, object, o -> o.put("canary", 5500005555555559L), o -> o.remove("canary"));
                keep(root, changed, object, o -> o.put(CANARY, 1), o -> o.remove(CANARY));
            }
            case ArrayNode array -> array.forEach(element -> change(element, changed, root));
            case JsonNode _ -> {}
        }
    }

    private static void keep(
            JsonNode root,
            List<JsonNode> changed,
            ObjectNode object,
            Consumer<ObjectNode> change,
            Consumer<ObjectNode> undo) {
        change.accept(object);
        changed.add(root.deepCopy());
        undo.accept(object);
    }

    private static String out(String sample, List<String> events) throws LlmWireException {
        AnswerGuard guard = Samples.stream(Samples.endpoint(sample));
        var out = new ByteArrayOutputStream();
        try {
            for (String event : events) {
                byte[] bytes = ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
                Samples.write(guard.feed(ByteBuffer.wrap(bytes)), out);
            }
            Samples.write(guard.end(), out);
        } catch (LlmWireException e) {
            assertThat(e).hasMessageNotContaining("5500");
            Samples.write(guard.abort("refused"), out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> events(String sample) {
        return new String(Samples.read(sample + ".in.sse"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }
}
