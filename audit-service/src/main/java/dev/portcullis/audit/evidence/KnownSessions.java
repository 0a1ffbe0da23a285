// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Which session was whose.
@Component
class KnownSessions {

    private final JdbcTemplate jdbc;

    KnownSessions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether there is such a session of the identity and the connection that are asked for.
    boolean belong(String id, Question question) {
        return id.indexOf('\0') < 0
                && Boolean.TRUE.equals(jdbc.queryForObject(
                        """
                        SELECT EXISTS (SELECT FROM session
                        WHERE id = ? AND (? = '' OR subject = ?) AND (? = '' OR connection = ?))""",
                        Boolean.class,
                        id,
                        question.identity(),
                        question.identity(),
                        question.connection(),
                        question.connection()));
    }
}
