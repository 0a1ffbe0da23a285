// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.contracts.template.TemplateState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The stored templates. What a row locks stays locked until the end of the transaction.
interface TemplateRows {

    /// What to list, newest first.
    ///
    /// @param reader whose and for whom; null for everybody's
    record Filter(
            @Nullable Reader reader,
            @Nullable TemplateState state,
            @Nullable String connection,
            @Nullable UUID before,
            int limit) {}

    /// Who sees only what they proposed, and what is for them.
    record Reader(String subject, String issuer, Set<String> groups) {}

    /// One use.
    record Use(UUID template, UUID approval, String digest, Instant at) {}

    /// Lets nobody else through who proposes in this name, until the end of the transaction.
    void queueFor(String name);

    void insert(TemplateRow row);

    /// Writes the next version.
    void update(TemplateRow row);

    Optional<TemplateRow> find(UUID id);

    Optional<TemplateRow> lock(UUID id);

    Optional<TemplateRow> withKey(String proposerIssuer, String proposer, String key);

    /// How many of a proposer's are proposed or active.
    int open(String proposerIssuer, String proposer);

    /// What holds for commands of this fingerprint, oldest first.
    List<TemplateRow> holding(String connection, String fingerprint, Instant now);

    /// Everybody who had a say in this question, as a person and as a seat.
    Set<String> voices(UUID question);

    /// Counts one use and keeps it. The one statement decides: with the last use left, one of any number of
    /// callers is told true.
    boolean use(Use use);

    /// Whether it still holds, whatever is left of it; until the end of the transaction it does not end
    /// then.
    boolean stands(UUID id, Instant now);

    /// An active template whose time is over, locked; one that another transaction works on is passed over.
    Optional<TemplateRow> lockNextEnding(Instant now);

    List<TemplateRow> list(Filter filter);
}
