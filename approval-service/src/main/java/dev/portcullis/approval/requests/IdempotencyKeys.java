// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.requests;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What was done under an `Idempotency-Key`: whoever sends the same request again is told of it, and nothing is done
/// twice. To be called in the transaction of the change. What was refused is not kept: it may be asked again.
@Component
public final class IdempotencyKeys {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// A request that may come again.
    ///
    /// @param by who sends it; the same person through other actors sends another request
    /// @param key the header; null if it is not to be known again
    /// @param operation what is to be done
    /// @param content all that says how
    public record Sent(Caller by, @Nullable String key, String operation, List<?> content) {

        public Sent {
            content = List.copyOf(content);
            String problem = Preconditions.problemOfKey(key);
            if (problem != null) {
                throw new RefusedException(new Refusal.Invalid(problem));
            }
        }
    }

    /// The id of what this request led to before; empty if it comes for the first time. Until the end of the
    /// transaction nobody else uses the key.
    ///
    /// @throws RefusedException another request came under this key
    public Optional<UUID> resultOf(Sent sent) {
        if (sent.key() == null) {
            return Optional.empty();
        }
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 2))")
                .param(sent.by().issuer() + " " + sent.by().subject() + " " + sent.key())
                .query((row, number) -> 0)
                .list();
        return jdbc.sql("SELECT request, result FROM used_key WHERE issuer = ? AND subject = ? AND key = ?")
                .params(sent.by().issuer(), sent.by().subject(), sent.key())
                .query((row, number) -> {
                    if (!row.getString("request").equals(text(sent))) {
                        throw new RefusedException(new Refusal.KeyReused());
                    }
                    return row.getObject("result", UUID.class);
                })
                .optional();
    }

    /// Remembers what this request, for which [#resultOf] was empty, led to.
    public void remember(Sent sent, UUID result) {
        if (sent.key() != null) {
            jdbc.sql("INSERT INTO used_key (issuer, subject, key, request, result, used_at) VALUES (?, ?, ?, ?, ?, ?)")
                    .params(
                            sent.by().issuer(),
                            sent.by().subject(),
                            sent.key(),
                            text(sent),
                            result,
                            Timestamp.from(clock.instant()))
                    .update();
        }
    }

    private String text(Sent sent) {
        return json.writeValueAsString(
                List.of(sent.operation(), sent.content(), sent.by().actors()));
    }
}
