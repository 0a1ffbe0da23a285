// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that go on whatever happens, at a fixed pace: they connect again when their session dies, and
/// count what they were told.
final class Load implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String NOT_PERMITTED = "Portcullis: not permitted";

    private final RunningPortcullis portcullis;
    private final String mark;
    private final String token;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Collection<String> answered = new ConcurrentLinkedQueue<>();
    private final Collection<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger updated = new AtomicInteger();
    private volatile boolean over;

    Load(RunningPortcullis portcullis, String mark) {
        this.portcullis = portcullis;
        this.mark = mark;
        this.token = portcullis.token("agent", "--ttl", "3600");
    }

    /// Somebody who reads.
    void reads(int port) {
        run("reads at " + port, port, this::read);
    }

    /// Somebody who tries what policy forbids and the target would answer.
    void triesForbidden(int port) {
        run("tries at " + port, port, this::tryForbidden);
    }

    /// Somebody whose every command waits for an approver.
    void updates(int port, int order) {
        run("updates at " + port, port, statement -> {
            int rows = statement.executeUpdate(
                    "UPDATE orders SET total = total + 1 WHERE id = " + order + " AND '" + mark + "' <> ''");
            updated.addAndGet(rows);
        });
    }

    /// Waits until each client has been served twice more: the second time it asked after this was called.
    void awaitEveryoneServed() {
        awaitServed("", PATIENCE);
    }

    /// The same of the clients at one listener, within a time.
    void awaitServedAt(int port, Duration within) {
        awaitServed(" at " + port, within);
    }

    private void awaitServed(String clients, Duration within) {
        Map<String, Integer> before = counts();
        before.keySet().removeIf(client -> !client.endsWith(clients));
        await("every client is served" + clients)
                .atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertServedTwice(before));
    }

    private void assertServedTwice(Map<String, Integer> before) {
        Map<String, Integer> now = counts();
        before.forEach((client, count) -> {
            if (now.get(client) < count + 2) {
                throw new AssertionError("not served: " + client);
            }
        });
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        done.forEach((client, count) -> counts.put(client, count.get()));
        return counts;
    }

    /// The marks of all commands whose rows came back.
    List<String> answered() {
        return List.copyOf(answered);
    }

    /// Commands that policy was said to forbid.
    int refused() {
        return refused.get();
    }

    /// Sessions that died, or were not to be had.
    int lost() {
        return lost.get();
    }

    /// Rows that clients were told they had changed.
    int updated() {
        return updated.get();
    }

    /// What must not have been.
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /// Lets everybody finish.
    @Override
    public void close() {
        over = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void step(Statement statement) throws SQLException;
    }

    private void run(String client, int port, Work work) {
        AtomicInteger served = done.computeIfAbsent(client, _ -> new AtomicInteger());
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                try (Connection agent = portcullis.connectTo(port, token, "orders", Map.of("socketTimeout", "60"))) {
                    while (!over && !agent.isClosed()) {
                        step(agent, work, served);
                        pause();
                    }
                } catch (SQLException e) {
                    lost.incrementAndGet();
                    pause();
                }
            }
        }));
    }

    /// A refusal leaves the session as it was; what ends it is counted by whoever opened it.
    private static void step(Connection agent, Work work, AtomicInteger served) throws SQLException {
        try (Statement statement = agent.createStatement()) {
            work.step(statement);
            served.incrementAndGet();
        } catch (SQLException e) {
            if (agent.isClosed()) {
                throw e;
            }
        }
    }

    private void read(Statement statement) throws SQLException {
        String own = mark + "-" + asked.incrementAndGet() + "-";
        try (ResultSet row = statement.executeQuery("SELECT '" + own + "', email FROM customers WHERE id = 4")) {
            if (row.next()) {
                answered.add(own);
                if (!row.getString(2).contains("*")) {
                    wrong.add("not masked: " + own);
                }
            }
        }
    }

    private void tryForbidden(Statement statement) throws SQLException {
        // The chains that are looked at afterwards are those with the mark in them.
        read(statement);
        try {
            statement.execute("SELECT count(*) FROM customers WHERE ssn LIKE '1%'");
            wrong.add("allowed: a search for social security numbers");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(NOT_PERMITTED)) {
                throw e;
            }
            refused.incrementAndGet();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
