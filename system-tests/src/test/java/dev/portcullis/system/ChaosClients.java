// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that write one row after another, each under a name that is used once, whatever happens around them, and
/// remember of each what they were told: that it is there, that it was refused, or nothing.
final class ChaosClients implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(60);
    private static final Duration AFTER_A_LOSS = Duration.ofMillis(500);
    private static final int EVERY_SO_OFTEN = 10;

    private final RunningPortcullis portcullis;
    private final String mark;
    private final String token;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Collection<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicInteger> served = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger unrecordable = new AtomicInteger();
    private volatile boolean over;

    ChaosClients(RunningPortcullis portcullis, String mark) {
        this.portcullis = portcullis;
        this.mark = mark;
        this.token = portcullis.token("agent", "--ttl", "3600");
    }

    /// One more client of the gateway that listens there.
    void start(int port) {
        served.computeIfAbsent(port, _ -> new AtomicInteger());
        threads.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                work(port);
            }
        }));
    }

    /// Names of rows that clients asked for.
    Set<String> sent() {
        return Set.copyOf(sent);
    }

    /// Those that they were told are there.
    Set<String> answered() {
        return Set.copyOf(answered);
    }

    /// Those that they were told were not let through, with the words.
    Map<String, String> refused() {
        return Map.copyOf(refused);
    }

    /// Commands that nobody may give, and that were refused for that reason.
    Set<String> forbidden() {
        return Set.copyOf(forbidden);
    }

    /// Sessions that died, or were not to be had.
    int lost() {
        return lost.get();
    }

    /// How often a session or a command was refused because it could not be recorded.
    int unrecordable() {
        return unrecordable.get();
    }

    /// How many commands the gateway that listens there has answered.
    int served(int port) {
        return served.get(port).get();
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
            for (Thread client : threads) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(int port) {
        try (Connection agent = portcullis.connectTo(
                port, token, ClientsDatabase.NAME, Map.of("socketTimeout", "20", "connectTimeout", "5"))) {
            while (!over && !agent.isClosed()) {
                int number = numbers.incrementAndGet();
                String name = mark + "-" + number + "-";
                if (number % EVERY_SO_OFTEN == 0) {
                    tryForbidden(agent, name);
                } else {
                    write(agent, name, served.get(port));
                }
                pause(PACE);
            }
        } catch (SQLException e) {
            countUnrecordable(e);
            lost.incrementAndGet();
            pause(AFTER_A_LOSS);
        }
    }

    private void write(Connection agent, String name, AtomicInteger counter) throws SQLException {
        try (Statement statement = agent.createStatement()) {
            sent.add(name);
            if (statement.executeUpdate("INSERT INTO effects (name) VALUES ('" + name + "')") == 1) {
                answered.add(name);
                counter.incrementAndGet();
            }
        } catch (SQLException e) {
            if (!saysItWasNotRun(e)) {
                throw e;
            }
            refused.put(name, String.valueOf(e.getMessage()));
            countUnrecordable(e);
            throwIfOver(agent, e);
        }
    }

    private void tryForbidden(Connection agent, String name) throws SQLException {
        try (Statement statement = agent.createStatement()) {
            statement.execute("DROP TABLE forbidden /* " + name + " */");
            wrong.add("allowed: " + name);
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains(ClientsDatabase.REFUSAL)) {
                forbidden.add(name);
            }
            throwIfOver(agent, e);
        }
    }

    private void countUnrecordable(SQLException e) {
        if (String.valueOf(e.getMessage()).contains("the audit trail is not available")) {
            unrecordable.incrementAndGet();
        }
    }

    private static void throwIfOver(Connection agent, SQLException e) throws SQLException {
        if (agent.isClosed()) {
            throw e;
        }
    }

    /// The gateway's own no. Not: an answer that it withheld, a session that ended, a target that went silent; whoever
    /// hears these does not know what became of the command.
    private static boolean saysItWasNotRun(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Portcullis: ")
                && Set.of("42501", "57P03").contains(String.valueOf(e.getSQLState()))
                && !message.contains("the target");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
