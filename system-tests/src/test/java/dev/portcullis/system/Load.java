// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that go on whatever happens: they connect again when their session dies, and count what they were told.
final class Load implements AutoCloseable {
    private static final String NOT_PERMITTED = "42501";

    private final RunningPortcullis portcullis;
    private final String mark;
    private final String token;
    private final List<Thread> clients = new ArrayList<>();
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
        this.token = portcullis.token("agent", "--ttl", "1800");
    }

    /// Somebody who reads, and now and then tries what is forbidden.
    void reads(int port) {
        run(port, agent -> {
            try (Statement statement = agent.createStatement()) {
                read(statement);
                if (asked.get() % 5 == 0) {
                    tryForbidden(statement);
                }
            }
        });
    }

    /// Somebody whose every command waits for an approver.
    void updates(int port, int order) {
        run(port, agent -> {
            try (Statement statement = agent.createStatement()) {
                updated.addAndGet(statement.executeUpdate(
                        "UPDATE orders SET total = total + 1 WHERE id = " + order + " AND '" + mark + "' <> ''"));
            }
        });
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
        void step(Connection agent) throws SQLException;
    }

    private void run(int port, Work work) {
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                try (Connection agent = portcullis.connectTo(port, token, "orders", Map.of("socketTimeout", "60"))) {
                    while (!over && !agent.isClosed()) {
                        step(agent, work);
                    }
                } catch (SQLException e) {
                    lost.incrementAndGet();
                    pause();
                }
            }
        }));
    }

    /// A refusal leaves the session as it was; what ends it is counted by whoever opened it.
    private static void step(Connection agent, Work work) throws SQLException {
        try {
            work.step(agent);
        } catch (SQLException e) {
            if (agent.isClosed()) {
                throw e;
            }
            pause();
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
        try {
            statement.execute("DROP TABLE payments");
            wrong.add("allowed: DROP TABLE");
        } catch (SQLException e) {
            if (!NOT_PERMITTED.equals(e.getSQLState())) {
                throw e;
            }
            refused.incrementAndGet();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
