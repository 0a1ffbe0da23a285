// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The approvals in PostgreSQL.
interface JpaApprovalRows extends Repository<ApprovalRow, UUID>, JpaSpecificationExecutor<ApprovalRow>, ApprovalRows {

    /// Those of these that wait for people no longer.
    @Query("SELECT a FROM ApprovalRow a WHERE a.id IN :ids AND (a.state <> PENDING OR a.expiresAt <= :now)")
    List<ApprovalRow> findSettled(Collection<UUID> ids, Instant now);

    @Override
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("SELECT a FROM ApprovalRow a WHERE a.id = :id")
    Optional<ApprovalRow> lock(UUID id);

    @Override
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("SELECT a FROM ApprovalRow a WHERE a.commandId = :commandId")
    Optional<ApprovalRow> lockByCommandId(String commandId);

    @Override
    @Query(nativeQuery = true, value = """
                    SELECT * FROM approval
                    WHERE state IN ('PENDING', 'APPROVED') AND expires_at <= :now
                    ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED""")
    Optional<ApprovalRow> lockNextDue(Instant now);

    @Override
    @Query(nativeQuery = true, value = """
                    SELECT * FROM approval
                    WHERE state = 'PENDING' AND escalates_at <= :now AND expires_at > :now
                    ORDER BY escalates_at LIMIT 1 FOR UPDATE SKIP LOCKED""")
    Optional<ApprovalRow> lockNextEscalating(Instant now);

    @Override
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            UPDATE ApprovalRow a SET a.state = CONSUMED, a.version = a.version + 1
            WHERE a.id = :id AND a.kind = COMMAND AND a.state = APPROVED AND a.expiresAt > :now
              AND a.digest = :digest AND a.sessionId = :sessionId AND a.requesterSubject = :requester""")
    int consume(UUID id, Instant now, String digest, String sessionId, String requester);
}
