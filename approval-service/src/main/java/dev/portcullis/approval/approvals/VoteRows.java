// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The stored votes.
interface VoteRows {

    VoteRow saveAndFlush(VoteRow vote);

    /// The votes on these approvals, oldest first.
    List<VoteRow> of(Collection<UUID> approvals);

    /// The vote that this person cast under this idempotency key.
    Optional<VoteRow> withKey(String issuer, String subject, String key);
}
