// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

import dev.portcullis.audit.log.IntegrityFindings;
import dev.portcullis.audit.log.OwnEvent;
import dev.portcullis.audit.log.TransparencyLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Raises the sessions that gateways had and the log does not have, and the gateways that are not heard
/// any more.
///
/// Judged is only what must have come by then: everything that was in Kafka at some moment is stored,
/// and the time of grace had passed before that moment. However far ingestion is behind, and in
/// whichever order it reads partitions, nothing is raised that is only late.
@Component
class HeartbeatWatch {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatWatch.class);

    // So many are named by one finding; the others by the next one.
    private static final int MOST_AT_ONCE = 50;

    private final GatewayProperties properties;
    private final LifeTables tables;
    private final ReadMark mark;
    private final IntegrityFindings findings;
    private final TransparencyLog transparencyLog;
    private final TransactionTemplate transaction;
    private volatile double longestSilence;
    private volatile long missing;

    @SuppressWarnings("checkstyle:ParameterNumber") // a watch sees what it compares and says what it finds
    HeartbeatWatch(
            GatewayProperties properties,
            JdbcTemplate jdbc,
            ReadMark mark,
            IntegrityFindings findings,
            TransparencyLog transparencyLog,
            TransactionTemplate transaction,
            MeterRegistry metrics) {
        this.properties = properties;
        this.tables = new LifeTables(jdbc);
        this.mark = mark;
        this.findings = findings;
        this.transparencyLog = transparencyLog;
        this.transaction = transaction;
        Gauge.builder("portcullis.heartbeat.age.seconds", this, watch -> watch.longestSilence)
                .description("Since the gateway that is silent for longest was heard")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("portcullis.sessions.incomplete", this, watch -> watch.missing)
                .description("Sessions that gateways had and of which the log misses events")
                .register(metrics);
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.gateways.every:10s}")
    void compare() {
        try {
            Optional<Instant> complete = mark.completeUpTo(tables::now);
            if (complete.isPresent()) {
                while (judge(complete.get()) == MOST_AT_ONCE) {
                    // There may be more.
                }
                tables.forget(properties.keep());
            }
            longestSilence = tables.longestSilence();
            missing = tables.missing();
        } catch (KafkaException | DataAccessException | TransactionException e) {
            log.atWarn().setCause(e).log("sessions of gateways not compared this time");
        }
    }

    /// @return how many claims were judged
    private int judge(Instant complete) {
        Integer judged = transaction.execute(_ -> {
            List<LifeTables.Claim> due = tables.due(complete.minus(properties.grace()), MOST_AT_ONCE);
            List<OwnEvent> reports = new ArrayList<>(missing(due));
            reports.addAll(explained());
            Instant since = complete.minus(properties.overdue());
            tables.heardAgain().forEach(gateway -> reports.add(heardAgain(gateway)));
            tables.nowSilent(since).forEach(gateway -> reports.add(silent(gateway)));
            transparencyLog.append(List.of(), reports);
            return due.size();
        });
        return judged == null ? 0 : judged;
    }

    private List<OwnEvent> missing(List<LifeTables.Claim> due) {
        Map<String, Map<String, LifeTables.Claim>> raised = new TreeMap<>();
        for (LifeTables.Claim claim : due) {
            if (claim.stored()) {
                tables.forget(claim);
                continue;
            }
            tables.raise(claim);
            if (!claim.known()) {
                raised.computeIfAbsent(claim.gateway(), _ -> new LinkedHashMap<>())
                        .merge(claim.chainId(), claim, (one, other) -> one.seq() > other.seq() ? one : other);
            }
        }
        return raised.values().stream()
                .map(chains -> finding(List.copyOf(chains.values())))
                .toList();
    }

    private OwnEvent finding(List<LifeTables.Claim> claims) {
        LifeTables.Claim first = claims.getFirst();
        String what = first.reached() == 0
                ? "nothing of it is stored"
                : "the gateway wrote event " + first.seq() + ", and what is stored ends at " + first.reached()
                        + " or is another event";
        log.atError()
                .addKeyValue("gateway", first.gateway())
                .addKeyValue("session", first.chainId())
                .addKeyValue("sessions", claims.size())
                .log("sessions of a gateway are missing from the log");
        return findings.finding(
                "session-missing",
                claims.size() + " session(s) of gateway " + first.gateway()
                        + " are not in the log as they were there; the first: " + first.chainId() + ", " + what,
                particulars(claims),
                saidIn(claims));
    }

    private List<OwnEvent> explained() {
        return tables.explained().stream()
                .collect(Collectors.groupingBy(LifeTables.Claim::gateway, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(claims -> findings.closing(
                        "session-found",
                        claims.size() + " session(s) of gateway "
                                + claims.getFirst().gateway() + " are in the log after all: they came late",
                        particulars(claims),
                        saidIn(claims)))
                .toList();
    }

    private static Map<String, Object> particulars(List<LifeTables.Claim> claims) {
        return Map.of(
                "heartbeatGateway",
                claims.getFirst().gateway(),
                "count",
                claims.size(),
                "sessions",
                claims.stream()
                        .map(claim ->
                                Map.of("session", claim.chainId(), "expected", claim.seq(), "stored", claim.reached()))
                        .toList());
    }

    private static List<String> saidIn(List<LifeTables.Claim> claims) {
        return claims.stream().map(LifeTables.Claim::eventId).distinct().toList();
    }

    private OwnEvent silent(String gateway) {
        log.atError().addKeyValue("gateway", gateway).log("no heartbeat of a gateway");
        return findings.finding(
                "heartbeat-overdue",
                "Gateway " + gateway + " has not said for "
                        + properties.overdue().toSeconds() + " seconds what sessions it has",
                Map.of("heartbeatGateway", gateway),
                List.of());
    }

    private OwnEvent heardAgain(String gateway) {
        return findings.closing(
                "heartbeat-again",
                "Gateway " + gateway + " is heard again",
                Map.of("heartbeatGateway", gateway),
                List.of());
    }
}
