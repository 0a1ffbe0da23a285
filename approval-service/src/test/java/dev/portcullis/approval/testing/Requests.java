// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.CommandDigest;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One held command to be. Everything has a value that works; a test says only what it is about.
public final class Requests {

    /// The policy version that holds every command of these tests.
    public static final long POLICY_VERSION = 42;

    /// The risk points of all of them.
    public static final int RISK = 40;

    private String commandId = "cmd-" + UUID.randomUUID();
    private String subject = "agent-7";
    private List<String> actors = List.of();
    private String connection = "orders";
    private String sessionId = "session-1";
    private String text = "UPDATE orders SET status = $1 WHERE id = $2";
    private List<@Nullable String> parameters = Arrays.asList("paid", null);
    private String quorum = "1 of dba";
    private long ttlSeconds = 900;
    private Duration tokenLifetime = Duration.ofHours(8);
    private @Nullable String digest;
    private @Nullable SqlFacts facts;
    private List<String> groups = List.of("agents");
    private Decision.Reason rule =
            new Decision.Reason("orders", 3, "writes-need-a-dba", "hold", "A DBA decides.", false, false);

    private final Clock clock;

    private Requests(Clock clock) {
        this.clock = clock;
    }

    public static Requests held() {
        return held(RunningService.CLOCK);
    }

    public static Requests held(Clock clock) {
        return new Requests(clock);
    }

    public Requests commandId(String value) {
        commandId = value;
        return this;
    }

    public Requests by(String value) {
        subject = value;
        return this;
    }

    public Requests actors(String... values) {
        actors = List.of(values);
        return this;
    }

    public Requests on(String value) {
        connection = value;
        return this;
    }

    public Requests text(String value) {
        text = value;
        return this;
    }

    public Requests parameters(@Nullable String... values) {
        parameters = Arrays.asList(values);
        return this;
    }

    public Requests quorum(String value) {
        quorum = value;
        return this;
    }

    public Requests ttlSeconds(long value) {
        ttlSeconds = value;
        return this;
    }

    public Requests tokenLifetime(Duration value) {
        tokenLifetime = value;
        return this;
    }

    public Requests digest(String value) {
        digest = value;
        return this;
    }

    /// A command whose facts are known: those of its text, which touches one table.
    public Requests shaped(String command, @Nullable String... values) {
        text = command;
        parameters = Arrays.asList(values);
        facts = ShapedFacts.of(command);
        return this;
    }

    public Requests facts(@Nullable SqlFacts value) {
        facts = value;
        return this;
    }

    public Requests groups(String... values) {
        groups = List.of(values);
        return this;
    }

    public Requests heldBy(Decision.Reason value) {
        rule = value;
        return this;
    }

    public ApprovalRequest build() {
        String issuer = RunningService.ISSUER.issuer();
        Identity requester = new Identity(
                subject,
                issuer,
                "agent-client",
                groups,
                List.of("agent"),
                actors,
                Map.of(),
                "jti-1",
                clock.instant().plus(tokenLifetime));
        String command = CommandDigest.of(subject, issuer, sessionId, connection, text, parameters);
        return new ApprovalRequest(
                commandId,
                digest == null ? ApprovalDigest.of(command, facts, POLICY_VERSION) : digest,
                connection,
                sessionId,
                requester,
                text,
                parameters,
                facts,
                List.of(rule),
                quorum,
                ttlSeconds,
                POLICY_VERSION,
                RISK);
    }
}
