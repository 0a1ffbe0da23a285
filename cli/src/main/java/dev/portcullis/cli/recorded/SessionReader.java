// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.recorded;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.engine.replay.RecordedCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the events of one session, in their order, and tells what policy was asked. The facts are those that the
/// gateway recorded, so neither the target nor its catalogue is needed.
public final class SessionReader {

    private final Set<String> decided = new HashSet<>();
    private final TreeSet<String> classifications = new TreeSet<>();
    private @Nullable Caller caller;
    private long commands;
    private long rows;
    private long bytes;
    private long risk;
    private long unreadable;

    /// The decision that an event tells of; empty for every other event.
    public Optional<RecordedCommand> next(JsonNode event) {
        JsonNode ours = event.path("unmapped").path("portcullis");
        return switch (ours.path("kind").asString("")) {
            case "session.started" -> started(event, ours);
            case "command.intent" -> {
                Optional<RecordedCommand> asked = command(event, ours, Outcome.ALLOW);
                forwarded(ours);
                yield asked;
            }
            case "command.held" -> command(event, ours, Outcome.HOLD);
            case "command.refused" ->
                ours.path("refusal").asString("").equals("not-permitted")
                        ? command(event, ours, Outcome.DENY)
                        : Optional.empty();
            case "command.outcome" -> {
                rows += ours.path("rows").asLong(0);
                bytes += ours.path("bytes").asLong(0);
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /// How many commands could not be read back: their facts are more than an event holds.
    public long unreadable() {
        return unreadable;
    }

    private Optional<RecordedCommand> started(JsonNode event, JsonNode ours) {
        Caller known = new Caller(
                ours.path("connection").asString(""),
                identity(event, ours),
                new DecisionRequest.SessionReference(
                        event.path("metadata").path("correlation_uid").asString(""),
                        ours.path("protocol").asString(""),
                        address(event.path("src_endpoint")),
                        moment(event)));
        caller = known;
        Command opening = new Command(Command.Kind.SESSION_OPEN, known.session().id(), null);
        return Optional.of(new RecordedCommand(id(event), "", request(known, opening, event), Outcome.ALLOW, Set.of()));
    }

    /// The first event about a command tells how it was decided; what came of a hold is not policy's word.
    private Optional<RecordedCommand> command(JsonNode event, JsonNode ours, Outcome outcome) {
        String id = ours.path("commandId").asString("");
        if (caller == null || !decided.add(id)) {
            return Optional.empty();
        }
        Optional<RecordedFacts> facts = RecordedFacts.of(event, ours);
        if (facts.isEmpty()) {
            unreadable++;
            return Optional.empty();
        }
        String text = event.path("query_info")
                .path("query_string")
                .asString(event.path("api").path("operation").asString(""));
        Command command = Command.of(id, facts.get().facts());
        return Optional.of(new RecordedCommand(
                id(event),
                text,
                request(caller, command, event),
                outcome,
                facts.get().unrecorded()));
    }

    private void forwarded(JsonNode ours) {
        commands++;
        risk += ours.path("decision").path("risk").asLong(0);
        ours.path("sql").path("classifications").forEach(tag -> classifications.add(tag.asString("")));
    }

    private DecisionRequest request(Caller from, Command command, JsonNode event) {
        SessionHistory history = new SessionHistory(commands, rows, bytes, List.copyOf(classifications), risk);
        return new DecisionRequest(from.connection(), from.identity(), from.session(), history, command, moment(event));
    }

    private static Identity identity(JsonNode event, JsonNode ours) {
        JsonNode actor = event.path("actor");
        JsonNode session = actor.path("session");
        Map<String, String> claims = new HashMap<>();
        ours.path("caller")
                .path("claims")
                .forEach(claim -> claims.put(
                        claim.path("name").asString(""), claim.path("value").asString("")));
        return new Identity(
                actor.path("user").path("uid").asString(""),
                session.path("issuer").asString(""),
                actor.path("app_uid").asString(""),
                texts(actor.path("user").path("groups"), "name"),
                texts(ours.path("caller").path("roles"), ""),
                texts(ours.path("actors"), ""),
                claims,
                session.path("credential_uid").asString(""),
                Instant.ofEpochMilli(session.path("expiration_time").asLong(0)));
    }

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add((member.isEmpty() ? item : item.path(member)).asString("")));
        return texts;
    }

    private static String address(JsonNode source) {
        return source.path("ip").asString(source.path("hostname").asString(""));
    }

    private static String id(JsonNode event) {
        return event.path("metadata").path("uid").asString("");
    }

    private static Instant moment(JsonNode event) {
        return Instant.ofEpochMilli(event.path("time").asLong(0));
    }

    private record Caller(String connection, Identity identity, DecisionRequest.SessionReference session) {}
}
