// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import dev.portcullis.audit.log.IntegrityFindings;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.audit.log.TransparencyLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Raises the sessions at targets that no gateway has on record, each once, and the targets that nobody looks
/// at any more. Only here is known what all gateways did.
@Component
class BypassWatch {

    private static final Logger log = LoggerFactory.getLogger(BypassWatch.class);
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_NAMED = 50;

    private final TargetProperties properties;
    private final TargetTables tables;
    private final IntegrityFindings findings;
    private final TransparencyLog transparencyLog;
    private final TransactionTemplate transaction;

    BypassWatch(
            TargetProperties properties,
            JdbcTemplate jdbc,
            IntegrityFindings findings,
            TransparencyLog transparencyLog,
            TransactionTemplate transaction,
            Clock clock) {
        this.properties = properties;
        this.tables = new TargetTables(jdbc, clock);
        this.findings = findings;
        this.transparencyLog = transparencyLog;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.targets.every:10s}")
    void compare() {
        try {
            transaction.executeWithoutResult(_ -> {
                List<OwnEvent> reports = new ArrayList<>(bypassed());
                reports.addAll(explained());
                tables.nowOverdue(properties.overdue()).forEach(target -> reports.add(overdue(target)));
                transparencyLog.append(List.of(), reports);
            });
            tables.forget(properties.keep());
        } catch (DataAccessException | TransactionException e) {
            log.atWarn().setCause(e).log("sessions at targets not compared this time");
        }
    }

    /// One finding for each target: a flood of sessions must not become a flood of findings.
    private List<OwnEvent> bypassed() {
        List<TargetTables.Unexplained> judged = tables.due(properties.grace(), properties.tolerance(), MOST_AT_ONCE);
        tables.settle(judged);
        return byTarget(judged.stream().filter(session -> !session.known())).stream()
                .map(this::finding)
                .toList();
    }

    /// A gateway that could not ship its records has its sessions raised; what is said of them then is taken back.
    private List<OwnEvent> explained() {
        List<TargetTables.Unexplained> late = tables.explained(properties.tolerance(), MOST_AT_ONCE);
        tables.settle(late);
        return byTarget(late.stream()).stream().map(this::retraction).toList();
    }

    private static Collection<List<TargetTables.Unexplained>> byTarget(Stream<TargetTables.Unexplained> sessions) {
        return sessions.collect(
                        Collectors.groupingBy(TargetTables.Unexplained::address, TreeMap::new, Collectors.toList()))
                .values();
    }

    private OwnEvent finding(List<TargetTables.Unexplained> sessions) {
        TargetTables.Unexplained first = sessions.getFirst();
        log.atWarn()
                .addKeyValue("target", first.address())
                .addKeyValue("sessions", sessions.size())
                .log("sessions went past the gateway");
        return findings.finding(
                "gateway-bypassed",
                sessions.size() + " session(s) at " + first.address() + " came through no gateway; the first: "
                        + first.user() + " from " + (first.client().isEmpty() ? "a local socket" : first.client()),
                particulars(sessions),
                seenIn(sessions));
    }

    private OwnEvent retraction(List<TargetTables.Unexplained> sessions) {
        return findings.closing(
                "gateway-bypass-explained",
                sessions.size() + " session(s) at " + sessions.getFirst().address()
                        + " came through a gateway after all: its record came late",
                particulars(sessions),
                seenIn(sessions));
    }

    private static Map<String, Object> particulars(List<TargetTables.Unexplained> sessions) {
        TargetTables.Unexplained first = sessions.getFirst();
        return Map.of(
                "connection",
                first.connection(),
                "targetAddress",
                first.address(),
                "count",
                sessions.size(),
                "sessions",
                sessions.stream()
                        .limit(MOST_NAMED)
                        .map(TargetTables.Unexplained::particulars)
                        .toList());
    }

    private static List<String> seenIn(List<TargetTables.Unexplained> sessions) {
        return sessions.stream()
                .map(TargetTables.Unexplained::eventId)
                .distinct()
                .limit(MOST_NAMED)
                .toList();
    }

    private OwnEvent overdue(TargetTables.Target target) {
        Duration limit = properties.overdue();
        return findings.finding(
                "observation-overdue",
                "No gateway has looked at " + target.address() + " for " + limit.toMinutes() + " minutes",
                Map.of("connection", target.connection(), "targetAddress", target.address()),
                List.of());
    }
}
