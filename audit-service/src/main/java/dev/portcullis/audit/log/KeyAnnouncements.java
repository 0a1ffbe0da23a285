// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.KeySuccession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// What the log's keys said of their successors: each a note by both, in an event of the log.
@Component
public final class KeyAnnouncements {

    private static final Logger log = LoggerFactory.getLogger(KeyAnnouncements.class);
    private static final Map<String, Object> OCSF = Map.ofEntries(
            Map.entry("category_uid", 6),
            Map.entry("class_uid", 6003),
            Map.entry("activity_id", 99),
            Map.entry("activity_name", "Key announced"),
            Map.entry("type_uid", 600399),
            Map.entry("severity_id", 1),
            Map.entry("status_id", 1),
            Map.entry("action_id", 1),
            Map.entry("disposition_id", 1),
            Map.entry("actor", Map.of("user", Map.of("uid", OwnChain.ID, "name", OwnChain.ID, "type_id", 4))),
            Map.entry("src_endpoint", Map.of("svc_name", "audit-service")),
            Map.entry("api", Map.of("operation", "log.key", "service", Map.of("name", "audit-service"))));

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final LogSigners signers;
    private final TreeTables tree;
    private final TransparencyLog transparencyLog;
    private final TransactionTemplate transaction;

    KeyAnnouncements(
            JdbcTemplate jdbc,
            JsonMapper json,
            LogSigners signers,
            TreeTables tree,
            TransparencyLog transparencyLog,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.json = json;
        this.signers = signers;
        this.tree = tree;
        this.transparencyLog = transparencyLog;
        this.transaction = transaction;
    }

    /// All of them, the oldest first.
    public List<String> all() {
        return jdbc.query(
                "SELECT body FROM event WHERE kind = 'log.key.announced' AND chain_id = ? ORDER BY seq",
                (row, _) -> statement(row.getBytes(1)),
                OwnChain.ID);
    }

    /// Announces each key behind the first, unless that was done: by this instance or another, now or before.
    void announce() {
        if (signers.keys().size() < 2) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            // One at a time: whoever comes second finds what the first one said.
            tree.lock();
            List<String> known = all();
            List<OwnEvent> reports = new ArrayList<>();
            for (int i = 1; i < signers.keys().size(); i++) {
                String note = KeySuccession.announce(
                                signers.keys().get(i - 1), signers.keys().get(i))
                        .note();
                if (!known.contains(note)) {
                    reports.add(new OwnEvent(
                            AuditKind.LOG_KEY_ANNOUNCED,
                            OCSF,
                            Map.of(
                                    "statement",
                                    note,
                                    "key",
                                    signers.keys().get(i).verifier().vkey())));
                    log.atInfo()
                            .addKeyValue("key", signers.keys().get(i).verifier().vkey())
                            .log("the log goes on under this key too");
                }
            }
            transparencyLog.append(List.of(), reports);
        });
    }

    private String statement(byte[] body) {
        return json.readTree(new String(body, StandardCharsets.UTF_8))
                .at("/unmapped/portcullis/statement")
                .asString("");
    }
}
