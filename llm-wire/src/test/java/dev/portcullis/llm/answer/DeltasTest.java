// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// A model's text comes in whatever pieces the provider likes. What the caller reads in the end does not depend on
/// them.
class DeltasTest {
    private static final String TEXT = "Dear Ada 😀, write to ada@example.org or pay 4111 1111 1111 1111.\n"
            + "password: \"correct horse\", IBAN DE89 3704 0044 0532 0130 00; call +44 20 7946 0958 – \ud83d\ude80 done.";
    private static final String ARGUMENTS =
            "{\"to\":\"ada@example.org\",\"note\":\"\\\"4111 1111\\u0020 1111 1111\\\"\",\"password\":\"x y z\",\"n\":[1,2.50]}";

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readTheSameInTheEnd(long seed) throws Exception {
        String expected = Samples.MASK.text(TEXT);
        assertThat(expected).contains("[redacted]").doesNotContain("ada@", "4111", "correct", "3704", "7946");
        List<String> pieces = pieces(TEXT, new Random(seed));
        assertThat(chatText(pieces)).isEqualTo(expected);
        assertThat(messagesText(pieces)).isEqualTo(expected);
        assertThat(responsesText(pieces)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void callTheSameInTheEnd(long seed) throws Exception {
        String expected = Samples.MASK.json(ARGUMENTS);
        assertThat(expected).doesNotContain("ada@", "4111", "x y z").contains("[1,2.50]");
        List<String> pieces = pieces(ARGUMENTS, new Random(seed));
        assertThat(chatArguments(pieces)).isEqualTo(expected);
        assertThat(messagesArguments(pieces)).isEqualTo(expected);
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 50));
    }

    private static String chatText(List<String> pieces) throws LlmWireException {
        var events = new ArrayList<String>();
        for (String piece : pieces) events.add(chat("{\"content\":" + quoted(piece) + "}", "null"));
        events.add(chat("{}", "\"stop\""));
        return joined(Listed.CHAT_COMPLETIONS, events, event -> event.at("/choices/0/delta/content"));
    }

    private static String chatArguments(List<String> pieces) throws LlmWireException {
        var events = new ArrayList<String>();
        events.add(chat("{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\"}}]}", "null"));
        for (String piece : pieces) {
            String function = "{\"arguments\":" + quoted(piece) + "}";
            events.add(chat("{\"tool_calls\":[{\"index\":0,\"function\":" + function + "}]}", "null"));
        }
        events.add(chat("{}", "\"tool_calls\""));
        return joined(
                Listed.CHAT_COMPLETIONS, events, event -> event.at("/choices/0/delta/tool_calls/0/function/arguments"));
    }

    private static String chat(String delta, String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason + "}]}";
    }

    private static String messagesText(List<String> pieces) throws LlmWireException {
        return joined(
                Listed.MESSAGES,
                block("{\"type\":\"text\",\"text\":\"\"}", "text_delta", "text", pieces),
                event -> event.at("/delta/text"));
    }

    private static String messagesArguments(List<String> pieces) throws LlmWireException {
        return joined(
                Listed.MESSAGES,
                block(
                        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}",
                        "input_json_delta",
                        "partial_json",
                        pieces),
                event -> event.at("/delta/partial_json"));
    }

    private static List<String> block(String start, String type, String field, List<String> pieces) {
        var events = new ArrayList<String>();
        events.add("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + start + "}");
        for (String piece : pieces) {
            events.add("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"" + type + "\",\"" + field
                    + "\":" + quoted(piece) + "}}");
        }
        events.add("{\"type\":\"content_block_stop\",\"index\":0}");
        return events;
    }

    private static String responsesText(List<String> pieces) throws LlmWireException {
        var events = new ArrayList<String>();
        String place = "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,";
        for (String piece : pieces) {
            events.add("{\"type\":\"response.output_text.delta\"," + place + "\"delta\":" + quoted(piece) + "}");
        }
        events.add("{\"type\":\"response.output_text.done\"," + place + "\"text\":" + quoted(TEXT) + "}");
        String done = joined(Listed.RESPONSES, events, event -> event.path("text"));
        assertThat(joined(Listed.RESPONSES, events, event -> event.path("delta")))
                .isEqualTo(done);
        return done;
    }

    /// One string of all that is at that place in the events that go out.
    private static String joined(Listed endpoint, List<String> events, Function<JsonNode, JsonNode> place)
            throws LlmWireException {
        var stream = new StringBuilder();
        for (String event : events) stream.append("data: ").append(event).append("\n\n");
        var text = new StringBuilder();
        for (String line : Samples.guarded(endpoint, stream.toString()).lines().toList()) {
            if (!line.startsWith("data: ")) continue;
            text.append(place.apply(StrictJson.read(line.substring("data: ".length())))
                    .asString(""));
        }
        return text.toString();
    }

    /// With escapes, since half of a character has no other form.
    private static String quoted(String piece) {
        var quoted = new StringBuilder("\"");
        piece.chars().forEach(c -> quoted.append("\\u%04x".formatted(c)));
        return quoted.append('"').toString();
    }

    /// Also between the halves of a character.
    private static List<String> pieces(String text, Random random) {
        var pieces = new ArrayList<String>();
        int longest = 1 + random.nextInt(20);
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(longest));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
