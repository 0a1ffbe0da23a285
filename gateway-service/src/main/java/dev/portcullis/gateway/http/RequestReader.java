// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.http.content.ContentDecoding;
import dev.portcullis.gateway.http.content.MediaType;
import dev.portcullis.gateway.http.content.UnreadableException;
import dev.portcullis.llm.Api;
import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.request.LlmRequest;
import dev.portcullis.masking.Detectors;
import dev.portcullis.masking.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Reads requests: what they ask for, as facts, and what exactly would be sent. What is not understood is refused.
final class RequestReader {
    /// In the place of a method, which messages of WebSockets have not.
    private static final String MESSAGE = "MESSAGE";

    private final JsonMapper json;
    private final ProtectedFiles protectedFiles;

    RequestReader(JsonMapper json, ProtectedFiles protectedFiles) {
        this.json = json;
        this.protectedFiles = protectedFiles;
    }

    /// Takes as long as it takes to look through the body: not for event loops.
    ReadRequest read(Arrival arrival, Connection connection, String commandId, RequestBody body) {
        return switch (body) {
            case RequestBody.Whole(var sent) -> whole(arrival, connection, commandId, sent.bytes());
            case RequestBody.Pieces(var upload) -> unread(arrival, connection, commandId, upload);
        };
    }

    /// Of the body nothing is known, and whoever has to know something of it says no.
    private ReadRequest unread(Arrival arrival, Connection connection, String commandId, Upload upload) {
        HttpTarget target = Objects.requireNonNull(connection.http());
        long limit = target.limits().requestBytes();
        if (target.api() != HttpTarget.Api.GENERIC) {
            throw new Refused(new Refusal.TooLarge(limit));
        }
        if (ContentDecoding.isEncoded(arrival.header("Content-Encoding"))) {
            throw new Refused(new Refusal.BodyNeeded(limit, "its Content-Encoding is taken off"));
        }
        String path = target.basePath() + arrival.target().path();
        HttpFacts facts = new HttpFacts(
                arrival.method(),
                connection.host(),
                path.isEmpty() ? "/" : path,
                RequestQuery.read(arrival.target().query()),
                PassedHeaders.toTarget(arrival.headers(), target),
                MediaType.name(arrival.header("Content-Type")),
                upload.declared() < 0 ? HttpFacts.UNKNOWN_SIZE : upload.declared(),
                null,
                null,
                null);
        // No other request is equal to it, since nobody knows what is in it.
        return new ReadRequest(
                command(commandId, arrival, facts, List.of()), facts, new Content.Unread(upload), commandId);
    }

    private ReadRequest whole(Arrival arrival, Connection connection, String commandId, byte[] sent) {
        HttpTarget target = Objects.requireNonNull(connection.http());
        try {
            Payload body = new Payload(ContentDecoding.decoded(
                    sent, arrival.header("Content-Encoding"), target.limits().requestBytes()));
            String path = target.basePath() + arrival.target().path();
            Content content = content(target.api(), arrival, path.isEmpty() ? "/" : path, body);
            HttpFacts facts = facts(arrival, connection, path.isEmpty() ? "/" : path, body, content);
            CommandRequest command = command(commandId, arrival, facts, List.of(body.readable()));
            return new ReadRequest(command, facts, content, digest(command));
        } catch (UnreadableException e) {
            throw new Refused(refusal(e, target.limits().requestBytes()));
        }
    }

    /// A message of a WebSocket, which is a command of its own. Where it goes is where its connection went.
    ReadRequest message(HttpFacts upgrade, Connection connection, String commandId, SocketMessage message) {
        Payload body = message.payload();
        HttpFacts facts = new HttpFacts(
                MESSAGE,
                connection.host(),
                upgrade.path(),
                Map.of(),
                Map.of(),
                message.contentType(),
                body.bytes().length,
                findings(Stream.of(message.searched())),
                null,
                protectedFiles.in(Stream.of(message.searched())));
        CommandRequest command = new CommandRequest(
                commandId,
                MESSAGE + " " + shown(facts.path()),
                List.of(facts.path(), "{}", body.readable()),
                facts,
                FactsDigest.of(json.writeValueAsBytes(facts)));
        return new ReadRequest(command, facts, new Content.Opaque(body, facts.contentType()), digest(command));
    }

    private static List<String> findings(Stream<String> texts) {
        return texts.flatMap(text -> Detectors.secretsAndPersonal().find(text).stream())
                .map(Finding::detector)
                .distinct()
                .sorted()
                .toList();
    }

    private String digest(CommandRequest command) {
        return FactsDigest.of(json.writeValueAsBytes(List.of(command.text(), command.parameters())));
    }

    private static Refusal refusal(UnreadableException e, long limit) {
        return e.isTooLarge()
                ? new Refusal.TooLarge(limit)
                : new Refusal.NotUnderstood("the body: " + e.getMessage(), 0);
    }

    private static Content content(HttpTarget.Api api, Arrival arrival, String path, Payload body)
            throws UnreadableException {
        return switch (api) {
            case GENERIC -> new Content.Opaque(body, arrival.header("Content-Type"));
            case OPENAI -> prompt(Api.OPENAI, arrival, path, body);
            case ANTHROPIC -> prompt(Api.ANTHROPIC, arrival, path, body);
            case COPILOT -> prompt(Api.COPILOT, arrival, path, body);
        };
    }

    private static Content prompt(Api api, Arrival arrival, String path, Payload body) throws UnreadableException {
        Endpoint endpoint = Endpoint.of(api, arrival.method(), path);
        try {
            return switch (endpoint) {
                case Endpoint.Listed listed ->
                    new Content.Prompt(listed, LlmRequest.read(listed, body.buffer(), Detectors.secretsAndPersonal()));
                case Endpoint.Unlisted() ->
                    throw new Refused(new Refusal.NotSupported("this method and path of the model's API"));
            };
        } catch (LlmWireException e) {
            throw UnreadableException.of(e);
        }
    }

    private HttpFacts facts(Arrival arrival, Connection connection, String path, Payload body, Content content)
            throws UnreadableException {
        HttpTarget target = Objects.requireNonNull(connection.http());
        String contentType = MediaType.name(arrival.header("Content-Type"));
        Map<String, List<String>> query = RequestQuery.read(arrival.target().query());
        Map<String, String> headers = PassedHeaders.toTarget(arrival.headers(), target);
        // Whatever can be read is looked at: what a body says it is may not be what the target takes it for.
        List<String> findings = findings(Stream.of(
                        Stream.of(path, body.readable()),
                        query.keySet().stream(),
                        query.values().stream().flatMap(List::stream),
                        headers.values().stream())
                .flatMap(texts -> texts));
        return new HttpFacts(
                arrival.method(),
                connection.host(),
                path,
                query,
                headers,
                contentType,
                body.bytes().length,
                findings,
                content.llm(),
                protectedFiles.in(Stream.concat(
                        Stream.of(path),
                        Stream.of(
                                        query.keySet().stream(),
                                        query.values().stream().flatMap(List::stream),
                                        headers.values().stream(),
                                        content.texts())
                                .flatMap(texts -> texts))));
    }

    /// A path as events and logs may show it.
    static String shown(String path) {
        return Detectors.secrets().redact(path);
    }

    /// Events show the text, so whatever is secret in it is taken out of it; approvers see everything.
    private CommandRequest command(String id, Arrival arrival, HttpFacts facts, List<String> body) {
        String query = arrival.target().query();
        String shown = facts.path() + (query.isEmpty() ? "" : "?" + query);
        List<@Nullable String> parameters = new ArrayList<>(List.of(shown, json.writeValueAsString(facts.headers())));
        parameters.addAll(body);
        return new CommandRequest(
                id,
                facts.method() + " " + Detectors.secrets().redact(shown),
                parameters,
                facts,
                FactsDigest.of(json.writeValueAsBytes(facts)));
    }
}
