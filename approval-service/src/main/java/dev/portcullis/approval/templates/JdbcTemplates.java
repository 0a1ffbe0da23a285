// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
final class JdbcTemplates implements TemplateRows {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcTemplates(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public void queueFor(String name) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))")
                .param(name)
                .query((row, number) -> 0)
                .list();
    }

    @Override
    public void insert(TemplateRow row) {
        CommandTemplate template = row.template();
        jdbc.sql("""
                        INSERT INTO command_template (id, state, connection, proposer, proposer_issuer, people, subject,
                            issuer, actors, for_group, fingerprint, demand, rules, quorum, approval_id, reason, seconds,
                            max_uses, terms, proposal, idempotency_key, proposed_at, ended_by, end_reason, version)
                        VALUES (:id, :state, :connection, :proposer, :proposerIssuer, :people, :subject,
                            :issuer, :actors, :group, :fingerprint, :demand, :rules, :quorum, :approval, :reason,
                            :seconds, :maxUses, :terms, :proposal, :key, :proposedAt, '', '', :version)""")
                .param("id", row.id())
                .param("state", template.state().name())
                .param("connection", template.connection())
                .param("proposer", template.proposer())
                .param("proposerIssuer", row.proposerIssuer())
                .param("people", row.people().toArray(String[]::new))
                .param("subject", template.subject())
                .param("issuer", template.issuer())
                .param("actors", template.actors().toArray(String[]::new))
                .param("group", template.group())
                .param("fingerprint", template.fingerprint())
                .param("demand", template.demand())
                .param("rules", template.rules().toArray(String[]::new))
                .param("quorum", template.quorum())
                .param("approval", row.question())
                .param("reason", template.reason())
                .param("seconds", template.seconds())
                .param("maxUses", template.maxUses())
                .param("terms", json.writeValueAsString(row.terms()))
                .param("proposal", json.writeValueAsString(row.proposal()))
                .param("key", row.key())
                .param("proposedAt", Timestamp.from(template.proposedAt()))
                .param("version", template.version())
                .update();
    }

    @Override
    public void update(TemplateRow row) {
        CommandTemplate template = row.template();
        jdbc.sql("""
                        UPDATE command_template SET state = :state, starts_at = :startsAt, ends_at = :endsAt,
                            ended_by = :endedBy, end_reason = :endReason, version = :version
                        WHERE id = :id""")
                .param("id", row.id())
                .param("state", template.state().name())
                .param("startsAt", at(template.startsAt()))
                .param("endsAt", at(template.endsAt()))
                .param("endedBy", template.endedBy())
                .param("endReason", template.endReason())
                .param("version", template.version())
                .update();
    }

    @Override
    public Optional<TemplateRow> find(UUID id) {
        return one("id = :it", "", id);
    }

    @Override
    public Optional<TemplateRow> lock(UUID id) {
        return one("id = :it", "FOR UPDATE", id);
    }

    @Override
    public Optional<TemplateRow> withKey(String proposerIssuer, String proposer, String key) {
        return jdbc.sql("""
                        SELECT * FROM command_template
                        WHERE proposer_issuer = ? AND proposer = ? AND idempotency_key = ?""")
                .params(proposerIssuer, proposer, key)
                .query(this::read)
                .optional();
    }

    @Override
    public int open(String proposerIssuer, String proposer) {
        return jdbc.sql("""
                        SELECT count(*) FROM command_template
                        WHERE state IN ('PROPOSED', 'ACTIVE') AND proposer_issuer = ? AND proposer = ?""")
                .params(proposerIssuer, proposer)
                .query(Integer.class)
                .single();
    }

    @Override
    public List<TemplateRow> holding(String connection, String fingerprint, Instant now) {
        return jdbc.sql("""
                        SELECT * FROM command_template
                        WHERE state = 'ACTIVE' AND connection = :connection AND fingerprint = :fingerprint
                          AND starts_at <= :now AND ends_at > :now AND uses < max_uses
                        ORDER BY id""")
                .param("connection", connection)
                .param("fingerprint", fingerprint)
                .param("now", Timestamp.from(now))
                .query(this::read)
                .list();
    }

    @Override
    public Set<String> voices(UUID question) {
        Set<String> voices = new HashSet<>();
        jdbc.sql("SELECT voter_subject, person, seat FROM vote WHERE approval_id = ?")
                .param(question)
                .query((row, number) -> List.of(row.getString(1), row.getString(2), row.getString(3)))
                .list()
                .forEach(voices::addAll);
        return voices;
    }

    @Override
    public boolean use(Use use) {
        int counted =
                jdbc.sql("""
                        UPDATE command_template SET uses = uses + 1
                        WHERE id = ? AND state = 'ACTIVE' AND ends_at > ? AND uses < max_uses""").params(use.template(), Timestamp.from(use.at())).update();
        if (counted == 0) {
            return false;
        }
        jdbc.sql("INSERT INTO template_use (approval_id, template_id, digest, used_at) VALUES (?, ?, ?, ?)")
                .params(use.approval(), use.template(), use.digest(), Timestamp.from(use.at()))
                .update();
        return true;
    }

    @Override
    public boolean stands(UUID id, Instant now) {
        return jdbc.sql("SELECT 1 FROM command_template WHERE id = ? AND state = 'ACTIVE' AND ends_at > ? FOR SHARE")
                .params(id, Timestamp.from(now))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    @Override
    public Optional<TemplateRow> lockNextEnding(Instant now) {
        return one(
                "state = 'ACTIVE' AND ends_at <= :it",
                "ORDER BY ends_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                Timestamp.from(now));
    }

    @Override
    public List<TemplateRow> list(Filter filter) {
        Reader reader = filter.reader();
        return jdbc.sql("""
                        SELECT * FROM command_template
                        WHERE (:subject::text IS NULL OR proposer = :subject AND proposer_issuer = :issuer
                            OR issuer = :issuer AND (subject = :subject OR for_group = ANY (:groups)))
                          AND (:state::text IS NULL OR state = :state)
                          AND (:connection::text IS NULL OR connection = :connection)
                          AND (:before::uuid IS NULL OR id < :before)
                        ORDER BY id DESC LIMIT :limit""")
                .param("subject", reader == null ? null : reader.subject())
                .param("issuer", reader == null ? null : reader.issuer())
                .param(
                        "groups",
                        reader == null ? new String[0] : reader.groups().toArray(String[]::new))
                .param("state", filter.state() == null ? null : filter.state().name())
                .param("connection", filter.connection())
                .param("before", filter.before())
                .param("limit", filter.limit())
                .query(this::read)
                .list();
    }

    private Optional<TemplateRow> one(String where, String rest, Object parameter) {
        return jdbc.sql("SELECT * FROM command_template WHERE " + where + " " + rest)
                .param("it", parameter)
                .query(this::read)
                .optional();
    }

    private TemplateRow read(ResultSet row, int number) throws SQLException {
        Terms terms = json.readValue(row.getString("terms"), Terms.class);
        CommandTemplate template = new CommandTemplate(
                row.getString("id"),
                TemplateState.valueOf(row.getString("state")),
                row.getString("connection"),
                row.getString("proposer"),
                row.getString("subject"),
                row.getString("issuer"),
                texts(row, "actors"),
                row.getString("for_group"),
                terms.pattern(),
                row.getString("fingerprint"),
                terms.places(),
                row.getString("demand"),
                texts(row, "rules"),
                row.getString("quorum"),
                row.getString("approval_id"),
                row.getString("reason"),
                row.getLong("seconds"),
                row.getLong("max_uses"),
                row.getLong("uses"),
                row.getTimestamp("proposed_at").toInstant(),
                instant(row, "starts_at"),
                instant(row, "ends_at"),
                row.getString("ended_by"),
                row.getString("end_reason"),
                row.getLong("version"));
        return new TemplateRow(
                template,
                row.getString("proposer_issuer"),
                texts(row, "people"),
                terms,
                json.readValue(row.getString("proposal"), TemplateProposal.class),
                row.getString("idempotency_key"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Timestamp at(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
