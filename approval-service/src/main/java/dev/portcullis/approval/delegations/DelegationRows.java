// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The stored delegations. Persons are those of [dev.portcullis.approval.people.People#personOf].
public interface DelegationRows {

    /// Adds one.
    void insert(Delegation delegation);

    /// One, locked until the end of the transaction.
    Optional<Delegation> lock(UUID id);

    /// Takes one back.
    void end(UUID id, Instant at);

    /// What counts for this person at this moment, oldest first.
    List<Delegation> countingFor(String to, Instant at);

    /// What this person lent or was lent, newest first.
    List<Delegation> of(String person);
}
