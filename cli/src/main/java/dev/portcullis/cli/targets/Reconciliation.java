// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.targets;

import dev.portcullis.contracts.audit.TargetLoginPage.Login;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sessions of a target's log against the logins that gateways have on record, in one period. They belong
/// together by the process at the target and the time it began; what a session calls itself counts for
/// nothing.
///
/// @param matched how many belong together
/// @param expected sessions of accounts that may go past the gateways
/// @param bypassed sessions that came through no gateway
/// @param missing logins that the target's log does not have
record Reconciliation(int matched, List<LoggedSession> expected, List<LoggedSession> bypassed, List<Login> missing) {

    Reconciliation {
        expected = List.copyOf(expected);
        bypassed = List.copyOf(bypassed);
        missing = List.copyOf(missing);
    }

    /// A span of time, both ends in it.
    record Period(Instant from, Instant to) {
        boolean holds(Instant moment) {
            return !moment.isBefore(from) && !moment.isAfter(to);
        }
    }

    /// Compares.
    ///
    /// @param logins of a little more than the period
    /// @param tolerance how far the clocks of target and gateways may be apart
    static Reconciliation of(
            List<LoggedSession> sessions,
            List<Login> logins,
            Connection connection,
            Period period,
            Duration tolerance) {
        List<Login> left = new ArrayList<>(logins);
        List<LoggedSession> expected = new ArrayList<>();
        List<LoggedSession> bypassed = new ArrayList<>();
        int matched = 0;
        for (LoggedSession session : sessions) {
            boolean concerns = session.database().equals(connection.database())
                    || session.database().isEmpty();
            if (!concerns || !period.holds(session.begun())) {
                continue;
            }
            if (removeOwn(left, session, tolerance)) {
                matched++;
            } else if (isExpected(connection.observation(), session)) {
                expected.add(session);
            } else {
                bypassed.add(session);
            }
        }
        left.removeIf(login -> !period.holds(login.openedAt()) || !period.holds(login.readyAt()));
        return new Reconciliation(matched, expected, bypassed, left);
    }

    /// Each login is the one of one session only.
    private static boolean removeOwn(List<Login> logins, LoggedSession session, Duration tolerance) {
        // The log says seconds, cut off.
        Instant from = session.begun().minus(tolerance);
        Instant to = session.begun().plusSeconds(1).plus(tolerance);
        for (int i = 0; i < logins.size(); i++) {
            Login login = logins.get(i);
            if (login.process() == session.process()
                    && !login.openedAt().isAfter(to)
                    && !login.readyAt().isBefore(from)) {
                logins.remove(i);
                return true;
            }
        }
        return false;
    }

    private static boolean isExpected(@Nullable Observation observation, LoggedSession session) {
        return observation != null && observation.expects(session.user(), session.client());
    }
}
