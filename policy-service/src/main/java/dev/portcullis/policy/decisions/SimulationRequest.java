// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.Facts;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.policy.security.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A made-up request. What is left out gets the value that says the least.
///
/// @param connection the connection it would be made on
/// @param identity who would make it
/// @param sql the facts of the SQL command; without facts of any kind it is the opening of a session
/// @param http the facts of the HTTP request
/// @param tool the facts of the tool call
/// @param session the session it would be made in
/// @param time when it would be made; left out for now
/// @param policy the text of a policy to simulate with, in the place of the one with its name
record SimulationRequest(
        @Nullable String connection,
        @Nullable Caller identity,
        @Nullable SqlFacts sql,
        @Nullable HttpFacts http,
        @Nullable ToolFacts tool,
        @Nullable Session session,
        @Nullable Instant time,
        @Nullable String policy) {

    private static final String ID = "simulation";

    DecisionRequest request(Instant now) {
        if (connection == null || identity == null) {
            throw new InvalidRequestException("connection and identity must be there");
        }
        Instant when = Objects.requireNonNullElse(time, now);
        Session in = Objects.requireNonNullElse(session, new Session(null, null, null));
        return new DecisionRequest(
                connection,
                identity.identity(when),
                new DecisionRequest.SessionReference(ID, orEmpty(in.protocol()), orEmpty(in.clientAddress()), when),
                Objects.requireNonNullElse(in.history(), SessionHistory.NONE),
                command(),
                when);
    }

    private Command command() {
        List<Facts> facts = Stream.<@Nullable Facts>of(sql, http, tool)
                .filter(Objects::nonNull)
                .toList();
        return switch (facts.size()) {
            case 0 -> new Command(Command.Kind.SESSION_OPEN, ID, null);
            case 1 -> Command.of(ID, facts.getFirst());
            default -> throw new InvalidRequestException("one command is either SQL or HTTP or a tool call");
        };
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    /// Who would make the request.
    record Caller(
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable String clientId,
            @Nullable List<String> groups,
            @Nullable List<String> roles,
            @Nullable List<String> actors,
            @Nullable Map<String, String> claims) {

        Identity identity(Instant now) {
            return new Identity(
                    Objects.requireNonNullElse(subject, ID),
                    orEmpty(issuer),
                    orEmpty(clientId),
                    Objects.requireNonNullElse(groups, List.of()),
                    Objects.requireNonNullElse(roles, List.of()),
                    Objects.requireNonNullElse(actors, List.of()),
                    Objects.requireNonNullElse(claims, Map.of()),
                    ID,
                    now.plus(Duration.ofMinutes(5)));
        }
    }

    /// The session it would be made in.
    ///
    /// @param history what it would have done before
    record Session(
            @Nullable String protocol,
            @Nullable String clientAddress,
            @Nullable SessionHistory history) {}
}
