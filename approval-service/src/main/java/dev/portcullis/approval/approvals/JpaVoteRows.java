// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The votes in PostgreSQL.
interface JpaVoteRows extends Repository<VoteRow, VoteRow.Key>, VoteRows {

    @Override
    @Query("SELECT v FROM VoteRow v WHERE v.key.approvalId IN :approvals ORDER BY v.at")
    List<VoteRow> of(Collection<UUID> approvals);

    @Override
    @Query("SELECT v FROM VoteRow v WHERE v.key.voterIssuer = :issuer AND v.key.voterSubject = :subject"
            + " AND v.idempotencyKey = :key")
    Optional<VoteRow> withKey(String issuer, String subject, String key);
}
