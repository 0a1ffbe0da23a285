// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.contracts.audit.SessionView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A session as the log tells it. [SessionProjection] writes it; here it is only read.
@Entity
@Immutable
@Table(name = "session")
class Session {

    @Id
    private String id = "";

    private String subject = "";
    private String issuer = "";
    private String connection = "";
    private String protocol = "";

    @Column(name = "client_address")
    private String clientAddress = "";

    @Column(name = "started_at")
    private Instant startedAt = Instant.EPOCH;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "end_reason")
    private String endReason = "";

    private long commands;
    private long denied;
    private long rows;

    protected Session() {}

    String id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    boolean hasEnded() {
        return endedAt != null;
    }

    SessionView view() {
        return new SessionView(
                id,
                subject,
                issuer,
                connection,
                protocol,
                clientAddress,
                startedAt,
                endedAt,
                hasEnded() ? SessionView.State.ENDED : SessionView.State.ACTIVE,
                endReason,
                commands,
                denied,
                rows);
    }
}
