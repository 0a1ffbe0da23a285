// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The stream of the Messages API: a message of blocks, each with a start, its pieces and a stop.
final class MessagesStream implements EventRewriter {
    private final AnswerRules rules;
    private final AnswerLog log;
    private final MaskedTree masked;
    private final MessagesBlocks blocks;
    private final EndingCall ending;
    private final EventQueue queue;
    private final Map<Integer, OpenBlock> open = new TreeMap<>();
    private final BlockOutput output = new BlockOutput();
    private boolean stopped;

    MessagesStream(AnswerRules rules, AnswerLog log) {
        this.rules = rules;
        this.log = log;
        this.masked = new MaskedTree(rules.mask());
        Judging judging = new Judging(rules.judge(), log);
        this.blocks = new MessagesBlocks(masked, judging);
        this.ending = new EndingCall(blocks);
        this.queue = new EventQueue(judging, this::write);
    }

    @Override
    public void event(SseEvent event, EventSink out) throws LlmWireException {
        ObjectNode data = StrictJson.object(StrictJson.read(event.data()), "an event");
        String type = data.path("type").asString("");
        if (!event.name().isEmpty() && !event.name().equals(type)) {
            throw new LlmWireException(Problem.MALFORMED, "an event with two names");
        }
        queue.take(data, event.data().length(), ending.endedBy(data), out);
        if (type.equals("message_stop")) queue.finish(out);
    }

    private void write(ObjectNode data, EventSink out) throws LlmWireException {
        String type = data.path("type").asString("");
        if (stopped) throw new LlmWireException(Problem.MALFORMED, "an event after the last");
        switch (type) {
            case "message_start" -> messageStart(data, out);
            case "content_block_start" -> blockStart(data, out);
            case "content_block_delta" -> blockDelta(data, out);
            case "content_block_stop" -> blockStop(data, out);
            case "message_delta" -> messageDelta(data, out);
            case "message_stop" -> messageStop(out);
            case "ping" -> out.typed(StrictJson.object().put("type", "ping"));
            case "error" -> out.typed(masked.of(data));
            // Open set: what the provider adds later passes only if it says nothing.
            default -> unknown(data, out);
        }
    }

    private void messageStart(ObjectNode data, EventSink out) throws LlmWireException {
        JsonNode message = data.path("message");
        if (!message.path("content").isEmpty()) {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a message that starts with content");
        }
        ObjectNode start = masked.of(data);
        log.model(start.path("message").path("model"));
        log.usage(message.path("usage"));
        out.typed(start);
    }

    private void blockStart(ObjectNode data, EventSink out) throws LlmWireException {
        // One after the other: so one limit bounds what is held.
        if (!open.isEmpty()) throw new LlmWireException(Problem.MALFORMED, "a block within a block");
        ObjectNode block = StrictJson.object(data.path("content_block"), "a block");
        output.to(out);
        OpenBlock opened = switch (MessagesBlocks.kind(block)) {
            case TEXT -> TextBlock.start(block, rules.mask(), masked, output);
            case TOOL -> new ToolBlock(block, blocks);
            case THINKING -> new ThinkingBlock(block, blocks);
            case SEALED -> WholeBlock.start(block, output);
            case RESULT -> {
                var result = blocks.unlessRemoved(block);
                yield result.isPresent() ? WholeBlock.start(result.get(), output) : new RemovedBlock();
            }
            case UNKNOWN -> throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a block of a type that is not known");
        };
        open.put(index(data), opened);
    }

    private void blockDelta(ObjectNode data, EventSink out) throws LlmWireException {
        open(data).take(StrictJson.object(data.path("delta"), "a delta"), output.to(out));
    }

    private void blockStop(ObjectNode data, EventSink out) throws LlmWireException {
        open(data).stop(output.to(out));
        open.remove(index(data));
    }

    private OpenBlock open(ObjectNode data) throws LlmWireException {
        OpenBlock block = open.get(index(data));
        if (block == null) throw new LlmWireException(Problem.MALFORMED, "a piece of a block that is not open");
        return block;
    }

    private static int index(ObjectNode data) throws LlmWireException {
        JsonNode index = data.path("index");
        if (!index.isInt()) throw new LlmWireException(Problem.MALFORMED, "a block without a number");
        return index.intValue();
    }

    private void messageDelta(ObjectNode data, EventSink out) throws LlmWireException {
        if (!open.isEmpty()) throw new LlmWireException(Problem.MALFORMED, "a message that ends within a block");
        ObjectNode change = masked.of(data);
        if (change.path("delta") instanceof ObjectNode delta) {
            blocks.correctStopReason(delta);
            log.stopped(delta.path("stop_reason"));
        }
        log.usage(data.path("usage"));
        out.typed(change);
    }

    private void messageStop(EventSink out) {
        stopped = true;
        log.completed();
        out.typed(StrictJson.object().put("type", "message_stop"));
    }

    private void unknown(ObjectNode data, EventSink out) throws LlmWireException {
        if (Content.isIn(data.deepCopy().without("type"))) {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "an event of a type that is not known");
        }
        out.typed(masked.of(data));
    }

    @Override
    public void end(EventSink out) throws LlmWireException {
        queue.finish(out);
    }

    @Override
    public void abort(String message, EventSink out) {
        out.typed(ErrorBody.anthropic(message));
    }
}
