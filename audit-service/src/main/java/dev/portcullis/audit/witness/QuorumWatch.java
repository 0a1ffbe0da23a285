// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Whether enough witnesses see the log grow. If not for too long, or if one of them saw another log, that is a
/// finding, once until it is over. The service stays healthy: to stop storing events would be worse.
@Component("witnesses")
class QuorumWatch implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(QuorumWatch.class);
    private static final String SEEN = "has seen the newest checkpoint";
    private static final String QUORUM = "witness-quorum";
    private static final String CONTRADICTION = "witness-contradiction";

    private final WitnessProperties properties;
    private final WitnessAlarms alarms;
    private final Clock clock;
    private final Map<String, String> states = new ConcurrentHashMap<>();

    // As the database said last, for who asks while it does not answer.
    private volatile Instant reached;

    QuorumWatch(WitnessProperties properties, WitnessAlarms alarms, Clock clock, MeterRegistry metrics) {
        this.properties = properties;
        this.alarms = alarms;
        this.clock = clock;
        this.reached = clock.instant();
        if (!properties.list().isEmpty()) {
            metrics.gauge("portcullis.witness.quorum.age.seconds", this, QuorumWatch::secondsWithout);
        }
        for (WitnessProperties.Named witness : properties.list()) {
            Gauge.builder("portcullis.witness.seen", () -> SEEN.equals(states.get(witness.name())) ? 1 : 0)
                    .description("Whether the witness has cosigned the checkpoint it was shown last")
                    .tag("witness", witness.name())
                    .register(metrics);
        }
    }

    void seen(String witness) {
        states.put(witness, SEEN);
        alarms.over(CONTRADICTION + witness);
    }

    void notSeen(String witness, String why) {
        states.put(witness, why);
        log.atWarn().addKeyValue("witness", witness).addKeyValue("why", why).log("a witness did not cosign");
    }

    /// The witness remembers more than was shown to it. Harmless if another instance was quicker.
    void ahead(String witness, long size, long ours) {
        if (size <= ours) {
            states.put(witness, "was shown more already");
            return;
        }
        contradiction(
                witness,
                "it has seen " + size + " entries of this log, which has only " + ours,
                Map.of("witness", witness, "found", size, "expected", ours));
    }

    /// The witness says that the checkpoint does not go on from the one it saw before.
    void contradicted(String witness, long size) {
        contradiction(
                witness,
                "it has seen another history of this log than the one signed at " + size + " entries",
                Map.of("witness", witness, "expected", size));
    }

    /// So many witnesses have now seen the newest checkpoint.
    void round(int seen) {
        if (seen >= properties.quorum()) {
            alarms.reachQuorum();
            alarms.over(QUORUM);
            reached = alarms.quorumReached();
        } else {
            missed();
        }
    }

    /// They have not; another instance may have had more luck.
    void missed() {
        try {
            reached = alarms.quorumReached();
        } catch (DataAccessException e) {
            log.atWarn().setCause(e).log("not known when a quorum of witnesses was reached");
        }
        if (isOverdue()) {
            raise(
                    QUORUM,
                    QUORUM,
                    "Since " + reached + " fewer than " + properties.quorum() + " witnesses have seen this log grow",
                    Map.of("since", reached.toString(), "quorum", properties.quorum()));
        }
    }

    private void contradiction(String witness, String what, Map<String, Object> particulars) {
        states.put(witness, what);
        raise(CONTRADICTION + witness, CONTRADICTION, "Witness " + witness + ": " + what, particulars);
    }

    private void raise(String what, String type, String title, Map<String, Object> particulars) {
        try {
            if (alarms.raise(what, type, title, particulars)) {
                log.atError()
                        .addKeyValue("type", type)
                        .addKeyValue("title", title)
                        .log("witnesses");
            }
        } catch (DataAccessException | TransactionException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("type", type)
                    .addKeyValue("title", title)
                    .log("a finding about witnesses is not in the log yet");
        }
    }

    private boolean isOverdue() {
        return Duration.between(reached, clock.instant()).compareTo(properties.alarmAfter()) > 0;
    }

    private double secondsWithout() {
        return Duration.between(reached, clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        if (!properties.list().isEmpty()) {
            health.withDetail("quorum", properties.quorum())
                    .withDetail("reached", reached.toString())
                    .withDetail("alarm", isOverdue())
                    .withDetail("witnesses", new TreeMap<>(states));
        }
        return health.build();
    }
}
