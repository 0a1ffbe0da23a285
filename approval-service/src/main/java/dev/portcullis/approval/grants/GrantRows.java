// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.contracts.grant.GrantState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The stored grants. What a row locks stays locked until the end of the transaction.
interface GrantRows {

    /// What to list, newest first.
    ///
    /// @param subject whose; null for everybody's
    /// @param openReviews only those whose review is open
    /// @param overdueAt only those whose open review was due at this time
    record Filter(
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable GrantState state,
            @Nullable String connection,
            boolean openReviews,
            @Nullable Instant overdueAt,
            @Nullable UUID before,
            int limit) {}

    /// Lets nobody else through who asks in this name, until the end of the transaction.
    void queueFor(String name);

    void insert(GrantRow row);

    /// Writes the next version.
    void update(GrantRow row);

    Optional<GrantRow> find(UUID id);

    Optional<GrantRow> lock(UUID id);

    /// What is active for an identity on a connection.
    List<GrantRow> active(String subject, String issuer, String connection);

    /// How many of an identity's are asked for or active.
    int open(String subject, String issuer);

    /// How many of a connection are active.
    int active(String connection);

    /// An active grant whose time is over, locked; one that another transaction works on is passed over.
    Optional<GrantRow> lockNextEnding(Instant now);

    /// A grant whose open review is to be brought up, locked; one that another transaction works on is passed over.
    Optional<GrantRow> lockNextNagging(Instant now);

    List<GrantRow> list(Filter filter);
}
